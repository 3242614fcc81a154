// How an encrypted message is written: docs/asp.md. Written a second time beside the server's, and held to the same
// vectors: this folder runs in browsers and imports nothing.

/** What the body is on the way. */
export const ASP_CONTENT_TYPE = "application/vnd.mega.asp";

/** The header that says how a body is encrypted: `1.<key id>.<nonce>.<tag>`. */
export interface Signal {
  readonly keyId: string;
  readonly nonce: string;
  readonly tag: string;
}

/** Undefined for anything that is not written as it must be. */
export function parseSignal(text: string | null): Signal | undefined {
  const [, keyId, nonce, tag] = /^1\.([\w-]{1,64})\.([\w-]{16})\.([\w-]{21}[AQgw])$/.exec(text ?? "") ?? [];
  return keyId === undefined || nonce === undefined || tag === undefined ? undefined : { keyId, nonce, tag };
}

export function formatSignal({ keyId, nonce, tag }: Signal): string {
  return `1.${keyId}.${nonce}.${tag}`;
}

/** Texts behind one another, each after its length in four bytes. */
export function lengthPrefixed(texts: readonly string[]): Uint8Array {
  const parts = texts.map((text) => new TextEncoder().encode(text));
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + 4 + length, 0));
  const view = new DataView(joined.buffer);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at, part.length);
    joined.set(part, at + 4);
    at += 4 + part.length;
  }
  return joined;
}

export function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

export function fromBase64Url(text: string): Uint8Array {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (sign) => sign.charCodeAt(0));
}
