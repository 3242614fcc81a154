import { cpSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { command, emptyFolder, installedModules } from "./support.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

test("each sample is what its recipe and overlay give", async () => {
  const outcome = await command(process.execPath, [join(root, ".ci/samples.mjs"), "--check"], { cwd: root });
  expect(outcome.exitCode, outcome.stderr).toBe(0);
});

describe.each(readdirSync(join(root, "sample")))("sample/%s", (name) => {
  test.each([
    ["tsc", ["--noEmit"]],
    ["oxlint", ["--deny-warnings"]],
    ["oxfmt", ["--check"]],
    ["vitest", ["run"]],
  ])("%s is content", { timeout: 180_000 }, async (tool, args) => {
    using folder = emptyFolder();
    const project = join(folder.path, name);
    cpSync(join(root, "sample", name, "project"), project, { recursive: true });
    symlinkSync(await installedModules(), join(project, "node_modules"));
    const outcome = await command(join(project, "node_modules/.bin", tool), args, { cwd: project });
    expect(outcome.exitCode, `${outcome.stdout}\n${outcome.stderr}`).toBe(0);
  });
});
