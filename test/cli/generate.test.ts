import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { cli, emptyProject, KEYS, temporaryFolder, write, type CliOutcome, type CliWorld } from "./support.ts";

let folder: ReturnType<typeof temporaryFolder>;

beforeEach(() => {
  folder = temporaryFolder();
  emptyProject(folder.path);
  write(folder.path, "apps/main/app.config.ts", "export default defineAppConfig({});\n");
  write(folder.path, "apps/main/views/layout.hbs", "<nav></nav>\n");
});
afterEach(() => folder[Symbol.dispose]());

function mega(line: string, world: Partial<CliWorld> = {}): Promise<CliOutcome> {
  return cli(line.split(" "), { cwd: folder.path, ...world });
}

test("a piece is made once; the second time all of it is the same", async () => {
  const made = await mega("g service billing --json");
  expect(JSON.parse(made.stdout)).toEqual({
    ok: true,
    data: {
      generator: "service",
      app: "main",
      dryRun: false,
      changes: [
        { path: "apps/main/services/billing.ts", state: "new" },
        { path: "test/services/billing.test.ts", state: "new" },
      ],
      next: [],
    },
  });
  const again = JSON.parse((await mega("g service billing --json")).stdout) as {
    data: { changes: { state: string }[] };
  };
  expect(new Set(again.data.changes.map(({ state }) => state))).toEqual(new Set(["same"]));
});

test("controller is another word for route, in help and mistakes too", async () => {
  expect((await mega("g controller health")).stdout).toContain("new       apps/main/routes/health.ts");
  expect((await mega("help g controller")).stdout).toContain("Usage: mega generate route|controller");
  expect((await mega("g controller health --methd get")).stderr).toContain("did you mean --method?");
});

test("the only app of a project needs no name", async () => {
  using other = temporaryFolder();
  write(other.path, "mega.config.ts", "");
  write(other.path, "apps/shop/app.config.ts", "");
  expect((await mega("g route health", { cwd: other.path })).stdout).toContain("apps/shop/routes/health.ts");
  write(other.path, "apps/admin/app.config.ts", "");
  expect((await mega("g route users", { cwd: other.path })).stderr).toContain('the project has no app "main"');
  expect((await mega("g route users --app admin", { cwd: other.path })).code).toBe(0);
});

test("what is missing is asked for, one after the other", async () => {
  const outcome = await mega("g model", {
    answers: [
      [/name: its name/, `tag${KEYS.enter}`],
      [/fields: name:type/, `name:string:unique size:integer${KEYS.enter}`],
    ],
  });
  expect(outcome, outcome.stderr).toMatchObject({ code: 0 });
  expect(readFileSync(join(folder.path, "apps/main/models/tag.ts"), "utf8")).toContain("size: field.integer()");
});

test("an answer that is refused is asked for again", async () => {
  const outcome = await mega("g service", {
    answers: [
      [/name: its name/, `../billing${KEYS.enter}`],
      [/leads out of its folder[\s\S]*name: its name/, `class${KEYS.enter}`],
      [/reserved word[\s\S]*name: its name/, `billing${KEYS.enter}`],
    ],
  });
  expect(outcome, outcome.stderr).toMatchObject({ code: 0 });
  expect(existsSync(join(folder.path, "apps/main/services/billing.ts"))).toBe(true);
  const fields = await mega("g model tag", {
    answers: [
      [/fields: name:type/, `name:strng${KEYS.enter}`],
      [/did you mean string\?[\s\S]*fields: name:type/, `name${KEYS.enter}`],
    ],
  });
  expect(fields, fields.stderr).toMatchObject({ code: 0 });
});

test("without a terminal, what is missing is an error that names the command", async () => {
  const { code, stderr } = await mega("g model tag");
  expect(code).toBe(2);
  expect(stderr).toContain("hint: type mega generate model <name> <fields...>");
});

describe("names that are taken", () => {
  test.each([
    ["g service post", "scaffold crud post title", "apps/main/services/posts.ts differs only in number from"],
    ["scaffold crud post title", "g service post", "differs only in number from apps/main/services/posts.ts"],
    ["scaffold crud post title", "g route x --path /api/posts", "GET /api/posts is taken by apps/main/routes/posts.ts"],
    ["g route x --path /api/posts", "scaffold crud post title", "GET /api/posts is taken by apps/main/routes/x.ts"],
    ["g model post title", "g model admin/post --force title", ""],
    ["g service admin/posts", "g service admin-posts", "the service adminPosts is taken by"],
    ["g route sign-in", "g auth", "GET /sign-in is taken by apps/main/routes/sign-in.ts"],
    ["g test x", "g route health/live", "GET /health/live is taken by mega itself"],
    ["g auth", "scaffold crud user name", "the table users belongs to the accounts of `mega generate auth`"],
    ["g auth", "g model user name", "belongs to the accounts"],
    ["scaffold crud user name", "g auth", "there with other contents"],
    ["g migration create-posts", "g migration create-post", "differs only in number from"],
  ])("after `mega %s`, `mega %s`", async (first, second, message) => {
    expect(await mega(first)).toMatchObject({ code: 0 });
    const { code, stderr } = await mega(second);
    if (message === "") return expect(stderr).toBe("");
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });
});

test("a config that cannot be edited stops the plan before anything is written", async () => {
  write(folder.path, "apps/main/app.config.ts", "export default {};\n");
  const { code, stderr } = await mega("g plugin request-timer");
  expect(code).toBe(1);
  expect(stderr).toContain("apps/main/app.config.ts cannot be edited");
  expect(existsSync(join(folder.path, "plugins"))).toBe(false);
});
