// How an encrypted message is written: docs/asp.md. `runtime/client/asp-format.ts` is its counterpart.

/** What the body is on the way. */
export const ASP_CONTENT_TYPE = "application/vnd.mega.asp";

/** The header that says how a body is encrypted: `1.<key id>.<nonce>.<tag>`. */
export interface Signal {
  readonly keyId: string;
  /** 96 bits, base64url: the initialization vector. */
  readonly nonce: string;
  /** 128 bits, base64url. */
  readonly tag: string;
}

/** Undefined for anything that is not written as it must be. */
export function parseSignal(text: unknown): Signal | undefined {
  const [, keyId, nonce, tag] = (typeof text === "string" && SIGNAL.exec(text)) || [];
  return keyId === undefined || nonce === undefined || tag === undefined ? undefined : { keyId, nonce, tag };
}

export function formatSignal({ keyId, nonce, tag }: Signal): string {
  return `1.${keyId}.${nonce}.${tag}`;
}

/** Milliseconds since 1970, in one spelling. */
export function isTimestamp(text: unknown): text is string {
  return typeof text === "string" && /^[1-9]\d{0,14}$/.test(text);
}

/** Texts behind one another, each after its length in four bytes, so that no two lists give the same bytes. */
export function lengthPrefixed(texts: readonly string[]): Buffer {
  const bytes = texts.map((text) => Buffer.from(text));
  const joined = Buffer.allocUnsafe(bytes.reduce((sum, { length }) => sum + 4 + length, 0));
  let at = 0;
  for (const part of bytes) {
    at = joined.writeUInt32BE(part.length, at);
    at += part.copy(joined, at);
  }
  return joined;
}

/** The last letter of a tag holds two bits alone; the other four are zero, so that a tag has one spelling. */
const SIGNAL = /^1\.([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]{21}[AQgw])$/;
