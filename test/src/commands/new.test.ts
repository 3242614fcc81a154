import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { cli, temporaryFolder, write } from "../../cli/support.ts";

const NEW = ["new", "blog", "--yes", "--framework", "^1.2.3"];

test("files of the reader that do not collide stay, and stay out of the first commit", async () => {
  using folder = temporaryFolder();
  write(folder.path, "blog/notes.txt", "mine");
  const { code } = await cli([...NEW, "--no-install", "--no-git"], { cwd: folder.path });
  expect(code).toBe(0);
  expect(readFileSync(join(folder.path, "blog/notes.txt"), "utf8")).toBe("mine");
  expect(existsSync(join(folder.path, "blog/mega.config.ts"))).toBe(true);
});

test("a file in the place of the folder is refused and kept", async () => {
  using folder = temporaryFolder();
  write(folder.path, "blog", "a file");
  const { code, stderr } = await cli([...NEW, "--no-install"], { cwd: folder.path });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: .*blog is a file\n/);
  expect(readFileSync(join(folder.path, "blog"), "utf8")).toBe("a file");
});

test("`.` makes the project in the current folder", async () => {
  using folder = temporaryFolder("My Shop");
  const { code, stdout } = await cli(["new", ".", "--yes", "--framework", "^1.2.3", "--no-install", "--no-git"], {
    cwd: folder.path,
  });
  expect(code).toBe(0);
  expect(stdout).not.toContain("cd ");
  expect(JSON.parse(readFileSync(join(folder.path, "package.json"), "utf8"))).toMatchObject({ name: "my-shop" });
});

test.each([
  ["npm", []],
  ["pnpm", ["pnpm-workspace.yaml"]],
  ["yarn", [".yarnrc", ".yarnrc.yml"]],
])("the manager that called is used: %s", async (manager, files) => {
  using folder = temporaryFolder();
  const env = { npm_config_user_agent: `${manager}/1.0.0` };
  const { stdout } = await cli([...NEW, "--no-install", "--no-git"], { cwd: folder.path, env });
  expect(stdout).toContain(`cd blog && ${manager} install`);
  expect(readdirSync(join(folder.path, "blog"))).toEqual(expect.arrayContaining(files));
});

test("--framework takes a file from where it was typed", async () => {
  using folder = temporaryFolder();
  write(folder.path, "mega.tgz", "");
  await cli(["new", "blog", "--yes", "--framework", "mega.tgz", "--no-install", "--no-git"], { cwd: folder.path });
  const text = readFileSync(join(folder.path, "blog/package.json"), "utf8");
  expect(JSON.parse(text)).toMatchObject({
    dependencies: { "mega-framework": `file:${join(folder.path, "mega.tgz")}` },
  });
});

test("a failed installation keeps the project, says its last words and how to go on", async () => {
  using folder = temporaryFolder();
  const tools = fakeManager(folder.path, `echo "ENOTFOUND registry" >&2; exit 7`);
  const { code, stdout, stderr } = await cli([...NEW, "--no-git"], { cwd: folder.path, env: { PATH: tools } });
  expect(code).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toContain("✗ install packages with npm");
  expect(stderr).toMatch(/error: `npm install` failed in .*\n {2}ENOTFOUND registry\nhint: .*`npm install` again/);
  expect(existsSync(join(folder.path, "blog/package.json"))).toBe(true);
});

test("a manager that is not installed is named", async () => {
  using folder = temporaryFolder();
  const { code, stderr } = await cli([...NEW, "--no-git", "--pm", "bun"], {
    cwd: folder.path,
    env: { PATH: "/nowhere" },
  });
  expect(code).toBe(1);
  expect(stderr).toContain("bun is not installed");
});

test("an installation that is interrupted exits 130, commits nothing and says how to go on", async () => {
  using folder = temporaryFolder();
  const stopping = new AbortController();
  const started = join(folder.path, "started");
  const tools = fakeManager(folder.path, `echo go > "${started}"; sleep 100`);
  const running = cli(NEW, { cwd: folder.path, env: { PATH: tools }, signal: stopping.signal });
  await expect.poll(() => existsSync(started), { timeout: 10_000 }).toBe(true);
  stopping.abort("SIGINT");
  const { code, stderr } = await running;
  expect(code).toBe(130);
  expect(stderr).toMatch(
    /error: stopped by SIGINT\nhint: the files are written; `mega new .*` again goes on from there/,
  );
  expect(existsSync(join(folder.path, "blog/.git"))).toBe(false);
});

test("the name reaches no shell", async () => {
  using folder = temporaryFolder();
  await cli(["new", "$(touch pwned)", "--yes", "--framework", "^1.2.3"], { cwd: folder.path });
  expect(readdirSync(folder.path)).toEqual([]);
});

/** A PATH on which `npm` is this script. */
function fakeManager(folder: string, script: string): string {
  const tools = join(folder, "tools");
  write(folder, "tools/npm", "");
  writeFileSync(join(tools, "npm"), `#!/bin/sh\n${script}\n`);
  chmodSync(join(tools, "npm"), 0o755);
  return `${tools}:/usr/bin:/bin`;
}
