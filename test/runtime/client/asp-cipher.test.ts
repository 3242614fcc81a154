import * as fc from "fast-check";
import { expect, test } from "vitest";

import * as server from "../../../runtime/http/asp/cipher.ts";
import * as serverFormat from "../../../runtime/http/asp/wire.ts";
import { deriveKeys, newNonce, open, seal } from "../../../runtime/client/asp-cipher.ts";
import {
  formatSignal,
  fromBase64Url,
  lengthPrefixed,
  parseSignal,
  toBase64Url,
} from "../../../runtime/client/asp-format.ts";
import { aspVectors } from "./asp-vectors.ts";

const { keyId, secret, vectors } = aspVectors();
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

test.each(vectors.filter(({ direction }) => direction === "request"))("the client writes $name", async (vector) => {
  const { request } = await deriveKeys(keyId, secret);
  const nonce = parseSignal(vector.signal)?.nonce ?? "";
  const data = lengthPrefixed(vector.fields);
  expect(hex(data)).toBe(vector.associatedData);
  const { ciphertext, tag } = await seal(request, { nonce, data }, new TextEncoder().encode(vector.body));
  expect(hex(ciphertext)).toBe(vector.ciphertext);
  expect(formatSignal({ keyId, nonce, tag })).toBe(vector.signal);
});

test.each(vectors.filter(({ direction }) => direction === "answer"))("the client reads $name", async (vector) => {
  const { answer } = await deriveKeys(keyId, secret);
  const signal = parseSignal(vector.signal);
  if (signal === undefined) throw new Error(`no signal: ${vector.signal}`);
  const sealed = { ciphertext: Buffer.from(vector.ciphertext, "hex"), tag: signal.tag };
  const binding = { nonce: signal.nonce, data: lengthPrefixed(vector.fields) };
  const body = await open(answer, binding, sealed);
  expect(new TextDecoder().decode(body)).toBe(vector.body);
  const changed = { ...binding, data: lengthPrefixed([...vector.fields, ""]) };
  expect(await open(answer, changed, sealed)).toBeUndefined();
});

test("client and server write the same bytes", async () => {
  const keys = await deriveKeys(keyId, secret);
  const serverKeys = server.deriveKeys(keyId, secret);
  const nonces = fc.uint8Array({ minLength: 12, maxLength: 12 }).map(toBase64Url);
  const texts = fc.array(fc.string({ unit: "grapheme" }));
  await fc.assert(
    fc.asyncProperty(nonces, texts, fc.uint8Array({ maxLength: 200 }), async (nonce, fields, body) => {
      const data = lengthPrefixed(fields);
      expect(hex(data)).toBe(serverFormat.lengthPrefixed(fields).toString("hex"));
      const ours = await seal(keys.request, { nonce, data }, body);
      const theirs = server.seal(serverKeys.request, { nonce, data: Buffer.from(data) }, body);
      expect([hex(ours.ciphertext), ours.tag]).toEqual([hex(theirs.ciphertext), theirs.tag]);
    }),
  );
});

test("base64url is read as it was written, and as Node writes it", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(toBase64Url(bytes)).toBe(Buffer.from(bytes).toString("base64url"));
      expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
    }),
  );
});

test("a nonce is never drawn twice", () => {
  const nonces = Array.from({ length: 1000 }, newNonce);
  expect(new Set(nonces).size).toBe(1000);
  for (const nonce of nonces) expect(fromBase64Url(nonce)).toHaveLength(12);
});

test("the keys cannot be read back", async () => {
  const { request } = await deriveKeys(keyId, secret);
  await expect(crypto.subtle.exportKey("raw", request)).rejects.toThrow();
});
