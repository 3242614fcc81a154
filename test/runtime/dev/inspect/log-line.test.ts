import { expect, test } from "vitest";

import { readLogLine } from "../../../../runtime/dev/inspect/log-line.ts";

test("a line is taken apart: when, how grave, of which request, and the rest", () => {
  const line = { level: 40, time: 5, pid: 1, hostname: "h", reqId: "a-1", status: 403, msg: "refused" };
  expect(readLogLine(`${JSON.stringify(line)}\n`)).toEqual({
    kind: "log",
    at: 5,
    request: "a-1",
    level: "warn",
    message: "refused",
    fields: '{\n  "status": 403\n}',
  });
});

test("a line may say nothing, of no request, at a level of the project's own", () => {
  expect(readLogLine('{"level":35,"time":5}')).toEqual({
    kind: "log",
    at: 5,
    request: null,
    level: "35",
    message: "",
    fields: "",
  });
});

test("long ones are cut", () => {
  const { message, fields } = readLogLine(
    JSON.stringify({ level: 30, time: 1, msg: "m".repeat(9_000), a: "x".repeat(9_000) }),
  );
  expect([message.length, fields.length]).toEqual([4_000, 8_000]);
});
