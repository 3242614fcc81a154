import { Readable } from "node:stream";

import { expect, test } from "vitest";

import { ENVELOPE_MARK, envelope, failureEnvelope, successEnvelope } from "../../../runtime/core/envelope.ts";
import { makePage } from "../../../runtime/core/data/page.ts";

test.each([[{ a: 1 }], [[1, 2]], [null], [0], [false], [Object.create(null)], [new Map()]])("wraps %j", (value) => {
  expect(envelope(value)).toMatchObject({ ok: true, data: value });
});

test("nothing is null", () => {
  expect(envelope(undefined)).toMatchObject({ ok: true, data: null });
});

test("an envelope is never put into another, nor is a copy of one", () => {
  const frame = successEnvelope({ a: 1 });
  expect(envelope(frame)).toBe(frame);
  const copy = { ...frame, meta: { total: 3 } };
  expect(copy[ENVELOPE_MARK]).toBe(true);
  expect(envelope(copy)).toBe(copy);
  const failure = failureEnvelope({ code: "x", message: "y" }, "r1");
  expect(envelope(failure)).toBe(failure);
});

test("data that merely looks like an envelope is data", () => {
  expect(envelope({ ok: true, data: 1 })).toMatchObject({ ok: true, data: { ok: true, data: 1 } });
});

test.each([
  ["text"],
  [Buffer.from("x")],
  [new Uint8Array(1)],
  [new ArrayBuffer(1)],
  [Readable.from([])],
  [new ReadableStream()],
  [new Response()],
  [new Error("x")],
])("%s passes untouched", (value) => {
  expect(envelope(value)).toBe(value);
});

test("a page becomes data and meta", () => {
  expect(envelope(makePage([{ id: 1 }], { limit: 20, next: "abc" }))).toMatchObject({
    ok: true,
    data: [{ id: 1 }],
    meta: { page: { limit: 20, next: "abc" } },
  });
});

test("an object that looks like a page is data", () => {
  const value = { data: [], page: { limit: 1, next: null } };
  expect(envelope(value)).toMatchObject({ ok: true, data: value });
});
