import { expect, test } from "vitest";

import { readQuery } from "../../../../runtime/dev/inspect/query.ts";

const from = { at: 1, request: "a-1", database: "main" };

test("a query is shown with the number of its parameters, the first of them and the time", () => {
  const parameters = Array.from({ length: 30 }, (_, index) => index);
  expect(readQuery({ sql: "select ?", parameters, ms: 2 }, from)).toEqual({
    kind: "query",
    ...from,
    sql: "select ?",
    parameters: parameters.slice(0, 20).map(String),
    parameterCount: 30,
    ms: 2,
    error: null,
  });
});

test("what it was refused with is said, whatever that is", () => {
  const refused = (error: unknown): string | null => readQuery({ sql: "", parameters: [], ms: 0, error }, from).error;
  expect(refused(new Error("no such table: posts"))).toBe("no such table: posts");
  expect(refused("postgres://me:word@db/x")).toBe("postgres://me:[redacted]@db/x");
});

test("long SQL is cut", () => {
  expect(readQuery({ sql: "x".repeat(9_000), parameters: [], ms: 0 }, from).sql).toHaveLength(4_000);
});
