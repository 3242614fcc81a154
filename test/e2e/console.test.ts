import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { mega, newProject, type CommandOutcome } from "./support.ts";
import { KEYS, Terminal } from "./terminal.ts";
import { descendants, isAlive } from "./watched-project.ts";

let project: Awaited<ReturnType<typeof newProject>>;
const production = { NODE_ENV: "production", APP_SECRET: "a-secret-of-more-than-thirty-two-letters" };

beforeAll(async () => {
  project = await newProject("web");
  await mega(["scaffold", "crud", "post", "title:string", "body:text"], { cwd: project.path });
  await mega(["db", "migrate"], { cwd: project.path });
  await run("await db.main.insertInto('posts').values({ title: 'First', body: 'x' } as any).execute()");
});

afterAll(() => project[Symbol.dispose]());

function run(code: string, args: readonly string[] = [], env?: Record<string, string>): Promise<CommandOutcome> {
  return mega(["console", "-e", code, ...args], { cwd: project.path, ...(env && { env }) });
}

const titles = async (): Promise<unknown> => {
  const { stdout } = await run(
    "(await db.main.selectFrom('posts').select('title').execute()).map((row) => row.title)",
    ["--json"],
  );
  return (JSON.parse(stdout) as { readonly data: unknown }).data;
};

const replaceIn = (file: string, from: string, to: string): void => {
  const path = join(project.path, file);
  const text = readFileSync(path, "utf8");
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
};

describe("at a prompt", () => {
  const open = (args: readonly string[] = [], env?: Record<string, string>): Terminal =>
    new Terminal(["console", ...args], { cwd: project.path, ...(env && { env }) });

  test("TypeScript with await and imports runs in the booted project, which is loaded anew after an edit", async () => {
    using terminal = open();
    await terminal.sees("blog: app main, database main (sqlite)");
    await terminal.sees("blog> ");
    await terminal.enter("const [first]: any[] = await db.main.selectFrom('posts').selectAll().execute()", "blog> ");
    await terminal.enter("first.title as string", "'First'");
    await terminal.enter("(await request('GET /api/posts')).status", "200");
    await terminal.enter('import { Post } from "./apps/main/models/post.ts"', "blog> ");
    await terminal.enter("Post.table", "'posts'");
    await terminal.enter("function twice(n: number): number {", "... ");
    await terminal.enter("return n * 2 }", "blog> ");
    await terminal.enter("const held = services.posts, data = { n: 21 }", "blog> ");
    await terminal.enter("twice(data.n)", "42");
    replaceIn(
      "apps/main/services/posts.ts",
      "extends MegaService {",
      'extends MegaService {\n  hello(): string { return "hi"; }\n',
    );
    await terminal.enter(".reload", "reloaded; gone, as they held something of the old code: held");
    await terminal.enter("services.posts.hello()", "'hi'");
    await terminal.enter("twice(data.n)", "42");
    await terminal.enter("Post.table", "'posts'");
    replaceIn("apps/main/services/posts.ts", '"hi"', '"hi" +');
    await terminal.enter(".reload", /error: apps\/main\/services\/posts\.ts:\d+:\d+: Unexpected/);
    await terminal.sees("the code of before goes on");
    replaceIn("apps/main/services/posts.ts", '"hi" +', '"hi"');
    await terminal.enter("services.posts.hello()", "'hi'");
    terminal.type(KEYS.ctrlD);
    expect(await terminal.exit()).toBe(0);
    const history = join(project.path, ".mega/console-history");
    expect(readFileSync(history, "utf8")).toContain("twice(data.n)");
    expect(statSync(history).mode & 0o777).toBe(0o600);
  });

  test("mistakes, errors and rejections are shown, and the session goes on", async () => {
    using terminal = open();
    await terminal.sees("blog> ");
    await terminal.enter("const x: = 1", /error: Unexpected "="\s+> 1 │ const x: = 1\s+│ {10}\^/);
    await terminal.enter("throw new TypeError('no')", /Uncaught TypeError: no\s+at input\[1\]:1:7/);
    await terminal.enter("void Promise.reject(new Error('late'))", /Uncaught Error: late\s+at input\[2\]:1:21/);
    await terminal.enter(
      "setTimeout(() => { throw new Error('timer') }), 0",
      /Uncaught Error: timer\s+at .*input\[3\]:1:26/,
    );
    await terminal.enter("services.nothing", "There is no service `nothing`");
    await terminal.enter("Promise.reject(new Error('unheard'))", /Uncaught Error: unheard/);
    await terminal.enter("db.main.selectFrom('nope').selectAll().execute()", /Uncaught .*nope/);
    await terminal.enter("Promise.resolve(7)", /Promise \{\s+7/);
    await terminal.enter(
      "({ [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('hidden') } })",
      "cannot be shown: Error: hidden",
    );
    for (const name of ["ctx", "app", "db", "services"]) await terminal.enter(`${name}; 'shown'`, "'shown'");
    await terminal.enter("services", /posts/);
    await terminal.enter("6 * 7", "42");
    await terminal.enter("process.exit(3)", "\n");
    expect(await terminal.exit()).toBe(0);
  });

  test("Ctrl-C cancels the line, what is awaited and what runs; a second one leaves", async () => {
    using terminal = open();
    await terminal.sees("blog> ");
    terminal.type("not this");
    await terminal.sees("not this");
    terminal.type(KEYS.ctrlC);
    await terminal.sees("blog> ");
    await terminal.enter("function open() {", "... ");
    terminal.type(KEYS.ctrlC);
    await terminal.sees("blog> ");
    await terminal.enter("await new Promise(() => console.log('waits'.toUpperCase()))", "WAITS");
    terminal.type(KEYS.ctrlC);
    await terminal.sees("interrupted");
    await terminal.enter("console.log('spins'.toUpperCase()); while (true) {}", "SPINS");
    terminal.type(KEYS.ctrlC);
    await terminal.sees("interrupted");
    await terminal.enter("1 + 1", "2");
    await terminal.sees("blog> ");
    terminal.type(KEYS.ctrlC);
    await terminal.sees("press Ctrl+C again");
    terminal.type(KEYS.ctrlC);
    expect(await terminal.exit()).toBe(0);
  });

  test("a terminal that closes, which its shell and the system tell, leaves no process behind", async () => {
    using terminal = open();
    await terminal.sees("blog> ");
    await terminal.enter("console.log('spins'.toUpperCase()); await 0; while (true) {}", "SPINS");
    const [command = 0, ...children] = await descendants(terminal.pid);
    expect(children).not.toEqual([]);
    const hangUp = (): number[] => {
      if (isAlive(command)) process.kill(command, "SIGHUP");
      return children.filter(isAlive);
    };
    await expect.poll(hangUp, { timeout: 20_000 }).toEqual([]);
  });

  test("Tab completes services, tables and columns", async () => {
    using terminal = open();
    await terminal.sees("blog> ");
    terminal.type(`ctx.services.po${KEYS.tab}`);
    await terminal.sees("ctx.services.posts");
    terminal.type(`${KEYS.ctrlC}db.main.selectFrom("po${KEYS.tab}`);
    await terminal.sees('selectFrom("posts');
    terminal.type(`").select("tit${KEYS.tab}`);
    await terminal.sees('select("title');
    terminal.type(`${KEYS.ctrlC}${KEYS.ctrlD}`);
    expect(await terminal.exit()).toBe(0);
  });

  test("pasted lines run one after the other", async () => {
    using terminal = open();
    await terminal.sees("blog> ");
    terminal.type(
      "const a = await new Promise<number>((done) => setTimeout(done, 20, 20))\rfunction f() {\r  return a + 1\r}\rf() * 2\r",
    );
    await terminal.sees(/\s42\s/);
    terminal.type(KEYS.ctrlD);
    expect(await terminal.exit()).toBe(0);
  });

  test("a sandbox shows its writes and takes them back, also across a reload", async () => {
    using terminal = open(["--sandbox"]);
    await terminal.sees("every write to the databases is rolled back at the end");
    await terminal.sees("blog (sandbox)> ");
    const count = "(await db.main.selectFrom('posts').selectAll().execute()).length";
    await terminal.enter("(await request('POST /api/posts', { body: { title: 'Second', body: 'y' } })).status", "201");
    await terminal.enter(count, "2");
    await terminal.enter(".reload", "reloaded");
    await terminal.enter(`'kept ' + ${count}`, "'kept 2'");
    terminal.type(KEYS.ctrlD);
    await terminal.sees("sandbox: every write to the databases was rolled back");
    expect(await terminal.exit()).toBe(0);
    expect(await titles()).toEqual(["First"]);
  });

  test("in production it is read-only", async () => {
    using terminal = open([], production);
    await terminal.sees("--write allows writes");
    await terminal.enter(
      "await db.main.deleteFrom('posts').execute()",
      "The database is read-only here: nothing was written.",
    );
    await terminal.sees("writes only with `--write`");
    terminal.type(KEYS.ctrlD);
    expect(await terminal.exit()).toBe(0);
  });
});

describe("with -e and stdin", () => {
  test("the value of the last expression is printed", async () => {
    expect(await run("const a: number = await Promise.resolve(20)\na * 2 + 2")).toMatchObject({
      exitCode: 0,
      stdout: "42",
    });
    expect(await run("'text'")).toMatchObject({ stdout: "text" });
    expect(await run("const a = 1")).toMatchObject({ exitCode: 0, stdout: "" });
    expect(await run("console.log('said'); Promise.resolve([1n])")).toMatchObject({ stdout: "said\n[ 1n ]" });
    const outcome = await mega(["console", "-"], { cwd: project.path, input: "enum E { A = 5 }\nE.A\n" });
    expect(outcome).toMatchObject({ exitCode: 0, stdout: "5" });
  });

  test("with --json it is the data of the result, and nothing else is on stdout", async () => {
    const outcome = await run("console.log('said'); ({ big: 1n, list: new Set([1]) })", ["--json"]);
    expect(JSON.parse(outcome.stdout)).toEqual({ ok: true, data: { big: "1", list: [1] } });
    expect(outcome.stderr).toContain("said");
    const circular = await run("const a: any = {}; a.a = a; a", ["--json"]);
    expect(circular.exitCode).toBe(1);
    expect(JSON.parse(circular.stdout)).toMatchObject({
      ok: false,
      error: { code: "code_threw", message: "TypeError: the value has no JSON: it holds itself at value.a" },
    });
  });

  test("a throw exits 1 with the lines of the TypeScript", async () => {
    replaceIn(
      "apps/main/services/posts.ts",
      "extends MegaService {",
      "extends MegaService {\n  fails(): never { throw new Error('on purpose'); }\n",
    );
    const outcome = await run("type A = { a: 1 }\nconst service = services.posts as any\n\nservice.fails()");
    expect(outcome).toMatchObject({ exitCode: 1, stdout: "" });
    expect(outcome.stderr).toMatch(
      /error: Error: on purpose\n {2}at PostsService\.fails \(apps\/main\/services\/posts\.ts:\d+:\d+\)\n {2}at input\[1\]:4:9/,
    );
    const json = await run("throw new Error('x')", ["--json"]);
    expect(JSON.parse(json.stdout)).toEqual({
      ok: false,
      error: { code: "code_threw", message: "Error: x", details: [{ message: "at input[1]:1:7" }] },
    });
  });

  test.each([
    ["const a: = 1", 'error: the code cannot be read: Unexpected "="'],
    ["f(", "error: the code cannot be read: it is not complete"],
    ["process.exit(3)", "error: the app exited with code 3"],
    ["void Promise.reject(new Error('late')); await new Promise(() => {})", "error: Error: late"],
  ])("%s exits 1", async (code, message) => {
    const outcome = await run(code);
    expect(outcome).toMatchObject({ exitCode: 1, stdout: "" });
    expect(outcome.stderr).toContain(message);
  });

  test("process.exit without a number is no failure", async () => {
    expect(await run("process.exit()")).toMatchObject({ exitCode: 0, stdout: "" });
  });

  test("a sandbox keeps nothing, transactions within it included", async () => {
    const outcome = await run(
      `const add = (title: string) => (trx: any) => trx.insertInto("posts").values({ title, body: "x" }).execute();
       await db.main.transaction().execute(add("committed"));
       await db.main.transaction().execute(async (trx) => { await add("thrown")(trx); throw new Error() }).catch(() => {});
       (await db.main.selectFrom("posts").select("title").execute()).map((row: any) => row.title)`,
      ["--sandbox"],
    );
    expect(outcome).toMatchObject({ exitCode: 0, stdout: "[ 'First', 'committed' ]" });
    expect(outcome.stderr).toContain("sandbox: every write to the databases was rolled back");
    expect(await titles()).toEqual(["First"]);
  });

  test("production is read-only without --write", async () => {
    const write = "await db.main.updateTable('posts').set({ body: 'written' } as any).execute(); 'done'";
    const refused = await run(write, [], production);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain("In production `mega console` writes only with `--write`.");
    expect((await run("await db.main.selectFrom('posts').select('body').executeTakeFirst()")).stdout).toBe(
      "{ body: 'x' }",
    );
    expect(await run(write, ["--write"], production)).toMatchObject({ exitCode: 0, stdout: "done" });
  });

  test.each([
    [["console"], "the code to run is not given"],
    [["console", "--json"], "the code to run is not given"],
    [["console", "1+1"], '"1+1" is no input'],
    [["console", "-", "-e", "1"], "-e and - are two inputs"],
    [["console", "-e", "1", "--app", "mian"], 'the project has no app "mian"'],
  ])("%j is wrong usage", async (args, message) => {
    const outcome = await mega(args, { cwd: project.path });
    expect(outcome.exitCode).toBe(2);
    expect(outcome.stdout + outcome.stderr).toContain(message.replaceAll('"', args.includes("--json") ? '\\"' : '"'));
  });

  test("a project that does not build fails as `mega start` does", async () => {
    replaceIn("apps/main/services/posts.ts", "extends MegaService {", "extends MegaService { ]");
    const [start, console] = await Promise.all([mega(["start", "--port", "0"], { cwd: project.path }), run("1")]);
    replaceIn("apps/main/services/posts.ts", "extends MegaService { ]", "extends MegaService {");
    expect(start.exitCode).toBe(1);
    expect(console).toEqual(start);
  });
});

test("a project without databases has a console too", async () => {
  using minimal = await newProject("minimal");
  const config = 'import { defineConfig } from "mega-framework";\n\nexport default defineConfig({});\n';
  writeFileSync(join(minimal.path, "mega.config.ts"), config);
  const outcome = await mega(["console", "-e", "[app.name, Object.keys(db), routes().length > 0]"], {
    cwd: minimal.path,
  });
  expect(outcome).toMatchObject({ exitCode: 0, stdout: "[ 'main', [], true ]" });
});
