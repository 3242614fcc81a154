import pc from "picocolors";
import { expect, test } from "vitest";

import type { Change } from "../../../generators/core/plan.ts";
import { diffView } from "../../../src/ui/diff-view.ts";
import { planView } from "../../../src/ui/plan-view.ts";
import { tableView } from "../../../src/ui/table.ts";

const plain = pc.createColors(false);
const colored = pc.createColors(true);

test("a plan shows the state of each file", () => {
  const files = [
    { path: "a.ts", state: "new" },
    { path: "b.ts", state: "conflict" },
    { path: "c.ts", state: "kept" },
  ] as const;
  expect(planView(files, plain)).toBe("new       a.ts\nconflict  b.ts\nkept      c.ts");
});

test("columns line up whatever their colours", () => {
  expect(
    tableView([
      ["a", "b"],
      ["long", "c"],
    ]),
  ).toBe("a     b\nlong  c");
  expect(
    tableView([
      [colored.red("a"), "b"],
      ["long", "c"],
    ]),
  ).toBe(`${colored.red("a")}     b\nlong  c`);
  expect(tableView([])).toBe("");
});

test("a table of many rows is drawn", () => {
  const rows = Array.from({ length: 200_000 }, (_, index) => [String(index)]);
  expect(tableView(rows).split("\n")).toHaveLength(200_000);
});

const change: Change = {
  kind: "create",
  path: "a.ts",
  state: "conflict",
  before: "one\ntwo\n",
  after: "one\n2\n",
  mode: 0o644,
};

test("a change is a unified diff", async () => {
  expect(await diffView(change, plain)).toBe("--- a/a.ts\n+++ b/a.ts\n@@ -1,2 +1,2 @@\n one\n-two\n+2");
  expect(await diffView(change, colored)).toContain(colored.green("+2"));
});

test("a new file differs from nothing", async () => {
  expect(await diffView({ ...change, before: null }, plain)).toMatch(/^--- \/dev\/null\n\+\+\+ b\/a\.ts/);
});
