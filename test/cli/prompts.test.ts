import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { cli, emptyProject, KEYS, temporaryFolder, write } from "./support.ts";

const NEW = ["new", "--no-install", "--no-git", "--framework", "^1.2.3"];

test("mega new asks for the name and the template, and for nothing that is given", async () => {
  using folder = temporaryFolder();
  const outcome = await cli(NEW, {
    cwd: folder.path,
    answers: [
      [/The name of the project/, `blog${KEYS.enter}`],
      [/The template[\s\S]*minimal/, KEYS.enter],
    ],
  });
  expect(outcome.code).toBe(0);
  expect(outcome.stdout).toContain("blog is ready");
  expect(existsSync(join(folder.path, "blog/apps/main/views/home.hbs"))).toBe(true);
});

test("a name that is refused is asked for again", async () => {
  using folder = temporaryFolder();
  const outcome = await cli([...NEW, "--template", "minimal"], {
    cwd: folder.path,
    answers: [
      [/The name of the project/, `Blog${KEYS.enter}`],
      [/npm wants lower-case letters/, "\u007F\u007F\u007F\u007Fblog\r"],
    ],
  });
  expect(outcome.code).toBe(0);
  expect(readdirSync(folder.path)).toEqual(["blog"]);
});

test("Ctrl-C at a prompt exits 130 and leaves nothing", async () => {
  using folder = temporaryFolder();
  const outcome = await cli(NEW, { cwd: folder.path, answers: [[/The name of the project/, KEYS.ctrlC]] });
  expect(outcome.code).toBe(130);
  expect(outcome.stdout).toBe("");
  expect(readdirSync(folder.path)).toEqual([]);
});

test("a signal while a prompt waits exits 130 and leaves nothing", async () => {
  using folder = temporaryFolder();
  const stopping = new AbortController();
  const outcome = await cli(NEW, {
    cwd: folder.path,
    answers: [[/The name of the project/, () => stopping.abort("SIGTERM")]],
    signal: stopping.signal,
  });
  expect(outcome.code).toBe(130);
  expect(outcome.stderr).toContain("stopped by SIGTERM");
  expect(readdirSync(folder.path)).toEqual([]);
});

test.each([["--json"], ["--yes"]])("with %s nobody is asked, terminal or not", async (flag) => {
  using folder = temporaryFolder();
  const outcome = await cli([...NEW, flag], { cwd: folder.path, answers: [] });
  expect(outcome.code).toBe(2);
});

test("--yes takes the web template", async () => {
  using folder = temporaryFolder();
  const outcome = await cli([...NEW, "blog", "--yes", "--json"], { cwd: folder.path });
  expect(JSON.parse(outcome.stdout)).toMatchObject({ ok: true, data: { template: "web" } });
});

const SCAFFOLD = ["scaffold", "crud", "post", "title:string"];

test("mega scaffold crud asks for the resource and its fields", async () => {
  using folder = temporaryFolder();
  emptyProject(folder.path);
  const outcome = await cli(["scaffold", "crud", "--dry-run"], {
    cwd: folder.path,
    answers: [
      [/The name of the resource/, `post${KEYS.enter}`],
      [/Its fields/, `title:string body:text${KEYS.enter}`],
    ],
  });
  expect(outcome.code).toBe(0);
  expect(outcome.stdout).toContain("apps/main/models/post.ts");
});

test("fields that are refused are asked for again", async () => {
  using folder = temporaryFolder();
  emptyProject(folder.path);
  const outcome = await cli(["scaffold", "crud", "post", "--dry-run"], {
    cwd: folder.path,
    answers: [
      [/Its fields/, `a:strng${KEYS.enter}`],
      [/field 1, a:strng: "strng" is no type; did you mean string\?/, `\u007F\u007Fing${KEYS.enter}`],
    ],
  });
  expect(outcome.code, outcome.stderr).toBe(0);
});

test("a conflict is asked about: the difference, then mine or the new one", async () => {
  using folder = temporaryFolder();
  emptyProject(folder.path);
  write(folder.path, "apps/main/models/post.ts", "mine\n");
  write(folder.path, "apps/main/services/posts.ts", "mine\n");
  const { down, enter } = KEYS;
  const outcome = await cli(SCAFFOLD, {
    cwd: folder.path,
    answers: [
      [/models\/post\.ts is there and differs[\s\S]*stop/, down],
      [/./, down],
      [/./, enter],
      [/-mine[\s\S]*is there and differs[\s\S]*stop/, enter],
      [/services\/posts\.ts is there and differs[\s\S]*stop/, down],
      [/./, enter],
    ],
  });
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(readFileSync(join(folder.path, "apps/main/models/post.ts"), "utf8")).toBe("mine\n");
  expect(readFileSync(join(folder.path, "apps/main/services/posts.ts"), "utf8")).toContain("class PostsService");
  expect(outcome.stdout).toContain("kept      apps/main/models/post.ts");
});

test("stopping at a conflict writes nothing", async () => {
  using folder = temporaryFolder();
  emptyProject(folder.path);
  write(folder.path, "apps/main/models/post.ts", "mine\n");
  const outcome = await cli(SCAFFOLD, {
    cwd: folder.path,
    answers: [[/is there and differs[\s\S]*stop/, KEYS.ctrlC]],
  });
  expect(outcome.code).toBe(130);
  expect(existsSync(join(folder.path, "db"))).toBe(false);
});

test.each([
  ["--force", "class PostsService"],
  ["--skip", "mine"],
])("%s settles every conflict without asking", async (flag, kept) => {
  using folder = temporaryFolder();
  emptyProject(folder.path);
  write(folder.path, "apps/main/services/posts.ts", "mine\n");
  const outcome = await cli([...SCAFFOLD, flag], { cwd: folder.path });
  expect(outcome.code).toBe(0);
  expect(readFileSync(join(folder.path, "apps/main/services/posts.ts"), "utf8")).toContain(kept);
  expect(existsSync(join(folder.path, "apps/main/models/post.ts"))).toBe(true);
});
