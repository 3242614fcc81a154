import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { mega, newProject } from "./support.ts";

test("a new project is well; pending migrations and mistakes of the config are told", async () => {
  using project = await newProject("web");
  const at = { cwd: project.path, env: { PORT: "1" } };
  const first = await mega(["doctor"], at);
  expect(first.stdout).toContain("✓  sqlite");
  expect(first.stdout).toContain("✓  config");
  expect(first.stdout).not.toContain("✗");
  expect(first.exitCode).toBe(0);

  await mega(["scaffold", "crud", "post", "title"], at);
  const never = await mega(["doctor"], at);
  expect(never.stdout).toMatch(/!  migrations +nothing was migrated from this folder yet: \d{14}-create-posts\.ts/);
  expect(existsSync(join(project.path, "data"))).toBe(false);

  await mega(["db", "migrate"], at);
  await mega(["db", "rollback"], at);
  const pending = await mega(["doctor"], at);
  expect(pending.stdout).toMatch(/!  migrations +\d{14}-create-posts is not applied/);
  expect(pending.exitCode).toBe(0);

  const config = readFileSync(join(project.path, "mega.config.ts"), "utf8");
  writeFileSync(join(project.path, "mega.config.ts"), config.replace("name:", "nmae: 1, name:"));
  const broken = await mega(["doctor"], at);
  expect(broken.stdout).toMatch(/✗ {2}config +.*\n.*nmae/);
  expect(broken.exitCode).toBe(1);
});
