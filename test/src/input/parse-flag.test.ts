import { expect, test } from "vitest";

import { parsePort, parseStep } from "../../../src/input/parse-flag.ts";

test.each([
  ["0", 0],
  ["3000", 3000],
  ["65535", 65_535],
])("--port %s", (text, port) => {
  expect(parsePort(text)).toBe(port);
});

test.each(["65536", "-1", "1.5", "3e3", "0x10", "", " 1", "99999999999999999999", "port"])(
  "--port %j is refused",
  (text) => {
    expect(() => parsePort(text)).toThrow(`--port cannot be ${JSON.stringify(text)}`);
  },
);

test("--step counts from 1", () => {
  expect(parseStep("1")).toBe(1);
  expect(() => parseStep("0")).toThrow("--step");
});
