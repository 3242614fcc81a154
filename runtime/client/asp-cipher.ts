import { fromBase64Url, lengthPrefixed, toBase64Url } from "./asp-format.ts";

/** A key of the platform's cryptography, which scripts cannot read. */
export type AspKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** The keys of one key id, one for each direction. */
export interface AspKeys {
  readonly request: AspKey;
  readonly answer: AspKey;
}

/** AES-256 keys of a secret by HKDF-SHA-256. */
export async function deriveKeys(keyId: string, secret: string): Promise<AspKeys> {
  const { subtle } = crypto;
  const source = await subtle.importKey("raw", new TextEncoder().encode(secret), "HKDF", false, ["deriveKey"]);
  const derive = (direction: keyof AspKeys, usage: "encrypt" | "decrypt"): Promise<AspKey> => {
    const info = lengthPrefixed([keyId, direction]);
    const from = { name: "HKDF", hash: "SHA-256", salt: new TextEncoder().encode("mega-asp/1"), info };
    return subtle.deriveKey(from, source, { name: "AES-GCM", length: 256 }, false, [usage]);
  };
  return { request: await derive("request", "encrypt"), answer: await derive("answer", "decrypt") };
}

/** What is authenticated beside the body: the nonce and the length-prefixed fields. */
export interface Binding {
  readonly nonce: string;
  readonly data: Uint8Array;
}

export interface Sealed {
  /** As long as what it hides. */
  readonly ciphertext: Uint8Array;
  readonly tag: string;
}

export function newNonce(): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(12)));
}

export async function seal(key: AspKey, binding: Binding, body: Uint8Array): Promise<Sealed> {
  const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm(binding), key, body));
  return { ciphertext: sealed.subarray(0, -TAG_BYTES), tag: toBase64Url(sealed.subarray(-TAG_BYTES)) };
}

/** Undefined when the tag does not fit: a wrong key, or anything that was changed. */
export async function open(
  key: AspKey,
  binding: Binding,
  { ciphertext, tag }: Sealed,
): Promise<Uint8Array | undefined> {
  const sealed = new Uint8Array(ciphertext.length + TAG_BYTES);
  sealed.set(ciphertext);
  sealed.set(fromBase64Url(tag), ciphertext.length);
  try {
    return new Uint8Array(await crypto.subtle.decrypt(algorithm(binding), key, sealed));
  } catch {
    return undefined;
  }
}

const TAG_BYTES = 16;

function algorithm({ nonce, data }: Binding): { name: "AES-GCM"; iv: Uint8Array; additionalData: Uint8Array } {
  return { name: "AES-GCM", iv: fromBase64Url(nonce), additionalData: data };
}
