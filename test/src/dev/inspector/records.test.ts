import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Observed } from "../../../../runtime/dev/messages.ts";
import { Records, type Recorded } from "../../../../src/dev/inspector/records.ts";

const MIB = 1024 * 1024;

const log = (message: string): Recorded => ({ kind: "log", at: 1, request: null, level: "info", message, fields: "" });

const request = (parts: object = {}): Recorded => ({
  kind: "request",
  at: 1,
  id: "a-1",
  app: "main",
  method: "POST",
  url: "/posts",
  route: "/posts",
  status: 200,
  ms: 1,
  stages: [],
  fields: [],
  headers: [],
  body: null,
  replay: null,
  ...parts,
});

const read = (json: Buffer): Record<string, unknown> => JSON.parse(json.toString()) as Record<string, unknown>;

test("entries are numbered through all kinds, and come back in that order, from any number on", () => {
  const records = new Records();
  records.add(log("a"), 1);
  records.add(request(), 1);
  records.add(log("b"), 2);
  expect(records.after(0).map(({ json }) => read(json)["kind"])).toEqual(["log", "request", "log"]);
  expect(records.after(2).map(({ json }) => read(json))).toEqual([{ ...log("b"), number: 3, generation: 2 }]);
});

describe("what it takes to send a request again", () => {
  const replay = { url: "/posts?token=secret", headers: [["cookie", "session=secret"]] as const, body: "{}" };

  test("is kept, and never shown", () => {
    const records = new Records();
    const { number, json } = records.add(request(), 1, replay);
    expect(json.toString()).not.toContain("secret");
    expect(records.request(number)).toEqual({ method: "POST", ...replay });
  });

  test("is not there for one that cannot be, nor for one that made room", () => {
    const records = new Records();
    const { number } = records.add(request(), 1, { impossible: "its headers are too long" });
    expect(records.request(number)).toBeNull();
    const old = records.add(request(), 1, replay);
    for (let count = 0; count < 400; count++) records.add(request({ body: "x".repeat(8_000) }), 1);
    expect(records.request(old.number)).toBeNull();
    expect(records.gone).toBeGreaterThan(0);
  });
});

test("many entries of one kind push out none of another", () => {
  const records = new Records();
  records.add(request(), 1);
  for (let count = 0; count < 3_000; count++) records.add(log("x".repeat(2_000)), 1);
  expect(records.after(0).filter(({ json }) => read(json)["kind"] === "request")).toHaveLength(1);
});

test("never holds more than 4 MiB, nor an entry of more than 16 KiB, whatever comes", () => {
  const text = fc.oneof(
    fc.string({ maxLength: 50 }),
    fc.nat(200_000).map((length) => "한".repeat(length)),
  );
  const recorded = fc.oneof(
    text.map(log),
    fc.record({ body: text, url: text, stages: fc.array(text) }).map(request),
    text.map(
      (sql): Recorded =>
        ({
          kind: "query",
          at: 1,
          request: null,
          database: "main",
          sql,
          parameters: [],
          parameterCount: 0,
          ms: 1,
          error: null,
        }) satisfies Observed,
    ),
    text.map((stack): Recorded => ({
      kind: "error",
      at: 1,
      request: null,
      report: { code: "x", problems: [], hint: null, stack },
    })),
  );
  fc.assert(
    fc.property(fc.array(recorded, { minLength: 1, maxLength: 40 }), text, (several, body) => {
      const records = new Records();
      for (let round = 0; round < 20; round++) {
        for (const one of several) {
          const { json } = records.add(one, 1, { url: "/", headers: [], body: body.slice(0, 4_096) });
          expect(json.length).toBeLessThanOrEqual(16 * 1024);
        }
        expect(records.bytes).toBeLessThanOrEqual(4 * MIB);
      }
    }),
    { numRuns: 15 },
  );
});
