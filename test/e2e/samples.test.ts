import { cpSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { command, emptyFolder, expectClean, installedModules } from "./support.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

test("each sample is what its recipe and overlay give", async () => {
  const outcome = await command(process.execPath, [join(root, ".ci/samples.mjs"), "--check"], { cwd: root });
  expect(outcome.exitCode, outcome.stderr).toBe(0);
});

test.each(readdirSync(join(root, "sample")))("sample/%s is clean", { timeout: 180_000 }, async (name) => {
  using folder = emptyFolder();
  const project = join(folder.path, name);
  cpSync(join(root, "sample", name, "project"), project, { recursive: true });
  symlinkSync(await installedModules(), join(project, "node_modules"));
  await expectClean(project);
});
