import { expect, test } from "vitest";

import { readSession, writeSession } from "../../../../runtime/core/session/session-text.ts";

const session = { userId: 7, values: new Map([["a", "1"]]), createdAt: 1, lastSeenAt: 2, expiresAt: 3 };

test("a session is read as it was written", () => {
  expect(readSession(writeSession(session))).toEqual(session);
});

test.each<[string, object]>([
  ["another version", { v: 2 }],
  ["a user that is none", { userId: {} }],
  ["values that are no texts", { values: { a: 1 } }],
  ["no values", { values: null }],
  ["no moment of its beginning", { createdAt: "1" }],
  ["no moment of its last use", { lastSeenAt: null }],
  ["no end", { expiresAt: undefined }],
])("a text with %s is no session", (_what, wrong) => {
  const whole = JSON.parse(writeSession(session)) as object;
  expect(readSession(JSON.stringify({ ...whole, ...wrong }))).toBeNull();
});
