import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

test("the reference pages are what the command and error tables say", () => {
  execFileSync(process.execPath, [join(root, ".ci/docs.mjs"), "--check"], { stdio: "pipe" });
});

test("the README shows the two commands of a fresh clone", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const [, first = ""] = readme.match(/```sh\n([\s\S]*?)```/) ?? [];
  expect(first.split("\n").map((line) => line.split("#")[0]?.trim())).toEqual(["npm run demo", "npm test", ""]);
});
