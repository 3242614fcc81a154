import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject } from "node:crypto";

import { lengthPrefixed } from "./wire.ts";

/** The keys of one key id, one for each direction. */
export interface AspKeys {
  readonly request: KeyObject;
  readonly answer: KeyObject;
}

/** AES-256 keys of a secret by HKDF-SHA-256 (RFC 5869); docs/asp.md says from what. */
export function deriveKeys(keyId: string, secret: string): AspKeys {
  const derive = (direction: keyof AspKeys): KeyObject => {
    const key = hkdfSync("sha256", secret, "mega-asp/1", lengthPrefixed([keyId, direction]), 32);
    return createSecretKey(new Uint8Array(key));
  };
  return { request: derive("request"), answer: derive("answer") };
}

export interface Sealed {
  /** As long as what it hides. */
  readonly ciphertext: Buffer;
  readonly tag: string;
}

/** What is authenticated beside the body: the nonce and the length-prefixed fields. */
export interface Binding {
  readonly nonce: string;
  readonly data: Buffer;
}

export function seal(key: KeyObject, { nonce, data }: Binding, body: Uint8Array): Sealed {
  const cipher = createCipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64url")).setAAD(data);
  const ciphertext = cipher.update(body);
  cipher.final();
  return { ciphertext, tag: cipher.getAuthTag().toString("base64url") };
}

/** Undefined when the tag does not fit: a wrong key, or anything that was changed. */
export function open(key: KeyObject, { nonce, data }: Binding, { ciphertext, tag }: Sealed): Buffer | undefined {
  const options = { authTagLength: 16 };
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64url"), options)
    .setAAD(data)
    .setAuthTag(Buffer.from(tag, "base64url"));
  const body = decipher.update(ciphertext);
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return body;
}
