import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { NODE_RANGE, runsOnNode } from "../../../src/project/node-version.ts";

test("the range is that of the package", () => {
  const { engines } = JSON.parse(readFileSync("package.json", "utf8")) as {
    readonly engines: { readonly node: string };
  };
  expect(NODE_RANGE).toBe(engines.node);
});

test.each([
  ["18.20.4", false],
  ["20.18.3", false],
  ["20.19.0", true],
  ["21.7.3", false],
  ["22.11.0", false],
  ["22.12.0", true],
  ["23.11.0", false],
  ["24.0.0", true],
  ["25.1.0", true],
])("%s: %s", (version, fits) => {
  expect(runsOnNode(version)).toBe(fits);
});
