import { expect, test } from "vitest";

import { deriveKeys, open, seal } from "../../../../runtime/http/asp/cipher.ts";
import { formatSignal, lengthPrefixed, parseSignal } from "../../../../runtime/http/asp/wire.ts";
import { aspVectors } from "../../client/asp-vectors.ts";

const { keyId, secret, keys, vectors } = aspVectors();
const derived = deriveKeys(keyId, secret);

test("the server derives the documented keys", () => {
  expect(derived.request.export().toString("hex")).toBe(keys.request);
  expect(derived.answer.export().toString("hex")).toBe(keys.answer);
});

test("there are vectors for both directions, with and without a body", () => {
  const kinds = vectors.map(({ direction, body }) => `${direction} ${body === "" ? "empty" : "full"}`);
  expect(new Set(kinds).size).toBe(4);
});

test.each(vectors)("the server writes and reads the vector of $name", (vector) => {
  const data = lengthPrefixed(vector.fields);
  expect(data.toString("hex")).toBe(vector.associatedData);
  const signal = parseSignal(vector.signal);
  if (signal === undefined) throw new Error(`no signal: ${vector.signal}`);
  const binding = { nonce: signal.nonce, data };
  const key = derived[vector.direction];
  const { ciphertext, tag } = seal(key, binding, Buffer.from(vector.body));
  expect(ciphertext.toString("hex")).toBe(vector.ciphertext);
  expect(formatSignal({ keyId, nonce: signal.nonce, tag })).toBe(vector.signal);
  expect(open(key, binding, { ciphertext, tag })?.toString()).toBe(vector.body);
});
