import { rename, symlink, utimes } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { makeProject, type TestProject } from "./support/project.ts";
import { type RunningMega, runMega } from "./support/run-mega.ts";

const hello = "apps/main/routes/hello.ts";

let project: TestProject;
let mega: RunningMega;
let url: string;

async function start(files: Record<string, string> = {}): Promise<void> {
  project = await makeProject(files);
  mega = runMega(["start", "--watch", "--port", "0"], { cwd: project.root });
  const listening = await mega.event("listening");
  url = `http://127.0.0.1:${String(listening["port"])}`;
}

async function get(
  path = "/hello",
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string; headers: Headers }> {
  const answer = await fetch(url + path, { headers });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

afterEach(async () => {
  expect(await mega.stop()).toBe(0);
  await project[Symbol.asyncDispose]();
});

describe("a save", () => {
  beforeEach(() => start());

  test("is in the very next answer", async () => {
    expect((await get()).text).toBe("v1");
    for (let version = 2; version < 6; version++) {
      await project.write(hello, `export default () => "v${version}";`);
      expect((await get()).text).toBe(`v${version}`);
    }
  });

  test("names the file and the time it took", async () => {
    await get();
    mega.forget();
    await project.write(hello, 'export default () => "v2";');
    const swap = await mega.event("ready");
    expect(swap).toMatchObject({ files: [hello], ms: expect.any(Number) });
  });

  test("of the same content is none", async () => {
    await project.write(hello, 'export default () => "v2";');
    const { headers } = await get();
    await mega.event("ready", ({ files }) => String(files) === hello);
    mega.forget();
    await project.write(hello, 'export default () => "v2";');
    await utimes(join(project.root, hello), new Date(), new Date());
    const again = await get();
    expect([again.text, again.headers.get("x-generation")]).toEqual(["v2", headers.get("x-generation")]);
    expect(mega.events).toEqual([]);
  });

  test("by rename, as editors do", async () => {
    await project.write(`${hello}.tmp`, 'export default () => "renamed";');
    await rename(join(project.root, `${hello}.tmp`), join(project.root, hello));
    expect((await get()).text).toBe("renamed");
  });

  test("of a whole folder that comes and goes, each time", async () => {
    const [outside, inside] = [join(project.root, "..", "admin"), join(project.root, "apps/main/routes/admin")];
    await project.write("../admin/deep/posts.ts", 'export default () => "posts";');
    for (let times = 0; times < 2; times++) {
      mega.forget();
      await rename(outside, inside);
      await mega.event("ready");
      expect((await get("/posts")).text).toBe("posts");
      mega.forget();
      await rename(inside, outside);
      const { files } = await mega.event("ready");
      expect(String(files)).toContain("apps/main/routes/admin");
      expect((await get("/posts")).text).toBe("none");
    }
  });

  test("of a file that a link leads to", async () => {
    await project.write("../shared.ts", 'export const word = "one";');
    await symlink(join(project.root, "..", "shared.ts"), join(project.root, "apps/main/word.ts"));
    await project.write(hello, 'import { word } from "../word.ts";\nexport default () => word;');
    expect((await get()).text).toBe("one");
    mega.forget();
    await project.write("../shared.ts", 'export const word = "two";');
    await mega.event("ready");
    expect((await get()).text).toBe("two");
  });

  test("of a new file in a new folder", async () => {
    mega.forget();
    await project.write("apps/main/routes/admin/posts.ts", 'export default () => "posts";');
    await mega.event("ready");
    expect((await get("/posts")).text).toBe("posts");
  });

  test("of a burst ends with its last", async () => {
    await get();
    mega.forget();
    for (let version = 0; version < 50; version++) await project.write(hello, `export default () => "b${version}";`);
    // The system tells of the last write a moment after it: only then may older code no longer answer.
    await expect.poll(async () => (await get()).text).toBe("b49");
    expect(mega.events.filter((event) => event.type === "ready").length).toBeLessThanOrEqual(2);
  });

  test("lets the old version finish what it began", async () => {
    await project.write(
      hello,
      'let n = 0; export default () => (n++ === 0 ? new Promise((done) => setTimeout(done, 700, "slow")) : "fast");',
    );
    const slow = get();
    await expect.poll(async () => (await get()).text).toBe("fast");
    await project.write(hello, 'export default () => "v3";');
    expect((await get()).text).toBe("v3");
    expect((await slow).text).toBe("slow");
  });
});

describe("a broken save", () => {
  beforeEach(() => start());

  const mistakes: [string, string, RegExp][] = [
    ["syntax", "export default () => ;\n", /hello\.ts:1:22: Unexpected ";"/],
    [
      "an import that is not there",
      'import x from "./gone.ts";\nexport default () => x;\n',
      /hello\.ts:1:15: Could not resolve "\.\/gone\.ts"/,
    ],
    [
      "an export that is not there",
      'import { x } from "./other.ts";\nexport default () => x;\n',
      /'.\/other\.ts\.mjs' does not provide an export named 'x'/,
    ],
    ["a throw at import", 'throw new Error("no such thing");\n', /no such thing/],
    ["an end of the process", "process.exit(3);\n", /the app exited with code 3/],
  ];
  test.each(mistakes)(
    "%s is answered with what is wrong, and the next save repairs it",
    async (_name, text, message) => {
      await project.write("apps/main/routes/other.ts", "export default () => 1;");
      await get();
      mega.forget();
      await project.write(hello, text);
      const program = await get();
      expect(program.status).toBe(503);
      const { error } = JSON.parse(program.text) as { error: { code: string; message: string } };
      expect(error.code).toBe("dev_build_failed");
      expect(error.message).toMatch(message);
      const page = await get("/hello", { accept: "text/html" });
      expect([page.status, page.headers.get("content-type")]).toEqual([503, "text/html; charset=utf-8"]);
      expect(mega.events.filter((event) => event.type === "failed")).toHaveLength(1);

      await project.write(hello, 'export default () => "repaired";');
      expect((await get()).text).toBe("repaired");
    },
  );

  test("that hangs while it starts is told of, and the next save goes on", async () => {
    await project.write(hello, 'await new Promise((done) => setTimeout(done, 60_000));\nexport default () => "";');
    expect(await mega.event("starting")).toMatchObject({ files: [hello], ms: 5_000 });
    await project.write(hello, 'export default () => "v2";');
    expect((await get()).text).toBe("v2");
  });

  test("names every mistake", async () => {
    await project.write(hello, 'import "./a.ts";\nimport "./b.ts";\nexport default () => "";');
    const failed = await mega.event("failed");
    expect(failed["problems"]).toMatchObject([
      { place: `${hello}:1:8` },
      { place: `${hello}:2:8`, frame: expect.stringContaining("> 2 │ import") },
    ]);
  });

  test("deleting a file that is imported, and putting it back", async () => {
    await project.write("apps/main/words.ts", 'export const word = "word";');
    await project.write(hello, 'import { word } from "../words.ts";\nexport default () => word;');
    expect((await get()).text).toBe("word");
    await project.remove("apps/main/words.ts");
    expect((await get()).status).toBe(503);
    await project.write("apps/main/words.ts", 'export const word = "word";');
    expect((await get()).text).toBe("word");
  });

  test("the page's question is answered when it is repaired", async () => {
    await project.write(hello, "nonsense(");
    await mega.event("failed");
    const probe = fetch(`${url}/hello`, { method: "HEAD", headers: { "x-mega-probe": "1" } });
    await project.write(hello, 'export default () => "repaired";');
    expect((await probe).status).toBe(204);
  });
});

describe("a save of texts", () => {
  const view = "apps/main/views/word.hbs";

  beforeEach(() =>
    start({ [view]: "one", [hello]: "export default (_request, texts) => texts.main.views.word?.text ?? 'none';" }),
  );

  async function word(): Promise<readonly (string | null)[]> {
    const { text, headers } = await get();
    return [text, headers.get("x-pid")];
  }

  test("is in the very next answer, of the same process", async () => {
    const [first, pid] = await word();
    expect(first).toBe("one");
    for (const text of ["two", "three"]) {
      mega.forget();
      await project.write(view, text);
      expect(await word()).toEqual([text, pid]);
      expect(await mega.event("ready")).toMatchObject({ files: [view] });
    }
    await project.remove(view);
    expect(await word()).toEqual(["none", pid]);
  });

  test("together with code is a new process", async () => {
    const [, pid] = await word();
    await project.write(view, "two");
    await project.write(hello, "export default (_request, texts) => `new ${texts.main.views.word.text}`;");
    await expect.poll(async () => (await word())[0]).toBe("new two");
    expect((await word())[1]).not.toBe(pid);
  });

  test("after broken code is not taken for its repair", async () => {
    await project.write(hello, "nonsense(");
    expect((await get()).status).toBe(503);
    await project.write(view, "two");
    expect((await get()).status).toBe(503);
  });

  test("in a burst ends with its last", async () => {
    const [, pid] = await word();
    for (let version = 0; version < 50; version++) await project.write(view, `b${version}`);
    await expect.poll(word).toEqual(["b49", pid]);
  });

  test("a crash afterwards shows, and the next save repairs it", async () => {
    await project.write(view, "two");
    const [, pid] = await word();
    process.kill(Number(pid), "SIGKILL");
    await mega.event("failed");
    await project.write(view, "three");
    await expect.poll(async () => (await word())[0]).toBe("three");
  });
});

test("broken texts leave the version that is kept as it was, and good ones are exchanged in it", async () => {
  const english = "apps/main/locales/server/en.json";
  await start({
    "mega.config.ts": 'export default { watch: { onError: "keep" } };',
    [english]: '{ "word": "one" }',
    [hello]: "export default (_request, texts) => `${texts.main.locales.en.word} ${process.pid}`;",
  });
  const before = (await get()).text;
  await project.write(english, '{ "word": ');
  expect(await mega.event("failed")).toMatchObject({ code: "locale_invalid" });
  expect((await get()).text).toBe(before);
  await project.write(english, '{ "word": "two" }');
  expect((await get()).text).toBe(before.replace("one", "two"));
});

test("what is saved while the first version starts, before all is watched, leads to the next one", async () => {
  const many = Array.from({ length: 500 }, (_, index) => [`apps/main/models/m${index}.ts`, "export {};"] as const);
  await start({
    ...Object.fromEntries(many),
    "apps/main/routes/saves.ts": `import { readFileSync, writeFileSync } from "node:fs";
      const other = process.cwd() + "/${hello}";
      if (readFileSync(other, "utf8").includes("v1")) writeFileSync(other, 'export default () => "v2";');
      export default () => "saves";`,
  });
  await mega.event("ready", ({ generation }) => generation === 2);
  expect((await get()).text).toBe("v2");
});

test("a first build that fails listens all the same, and recovers", async () => {
  await start({ [hello]: "export default (" });
  expect((await get()).status).toBe(503);
  await project.write(hello, 'export default () => "repaired";');
  expect((await get()).text).toBe("repaired");
});

test("onError keep goes on with the last good version", async () => {
  await start({ "mega.config.ts": 'export default { watch: { onError: "keep" } };' });
  await project.write(hello, "nonsense(");
  await mega.event("failed");
  expect((await get()).text).toBe("v1");
  await project.write(hello, 'export default () => "v2";');
  expect((await get()).text).toBe("v2");
});

test("an app that crashes while it runs shows that until the next save", async () => {
  await start({ "apps/main/routes/crash.ts": "export default () => process.exit(7);" });
  expect(JSON.parse((await get("/crash")).text)).toMatchObject({
    error: { code: "app_crashed", message: "the app exited with code 7" },
  });
  await mega.event("failed");
  expect((await get()).text).toContain("the app exited with code 7");
  await project.write("apps/main/routes/crash.ts", "export default () => 1;");
  expect((await get()).text).toBe("v1");
});

test("paths that the config ignores are not watched, also when it changes", async () => {
  await start({ "mega.config.ts": 'export default { watch: { ignore: ["notes"] } };', "notes/a.json": "1" });
  await get();
  mega.forget();
  await project.write("notes/a.json", "2");
  await project.write(hello, 'export default () => "v2";');
  const swap = await mega.event("ready");
  expect(swap["files"]).toEqual([hello]);
  await project.write("mega.config.ts", "export default {};");
  await mega.event("ready", (event) => (event["files"] as string[]).includes("mega.config.ts"));
  await project.write("notes/a.json", "3");
  await mega.event("ready", (event) => (event["files"] as string[]).includes("notes/a.json"));
});

test("a rule says what a save leads to: a notice, other texts, or a new process", async () => {
  const view = "apps/main/views/show.hbs";
  const rules = [
    { match: "content", then: "notify" },
    { match: "apps/main/prompts", then: "reload" },
    { match: "*.hbs", then: "restart" },
  ];
  await start({
    "mega.config.ts": `export default { watch: { rules: ${JSON.stringify(rules)} } };`,
    "content/a.md": "1",
    "apps/main/prompts/a.prompt": "1",
    [view]: "1",
  });
  const version = async (): Promise<readonly (string | null)[]> => {
    const { headers } = await get();
    return [headers.get("x-generation"), headers.get("x-pid")];
  };
  const [generation, pid] = await version();
  mega.forget();
  await project.write("content/a.md", "2");
  expect(await mega.event("changed")).toMatchObject({ file: "content/a.md" });
  expect(await version()).toEqual([generation, pid]);
  await project.write("apps/main/prompts/a.prompt", "2");
  await mega.event("ready", ({ files }) => String(files) === "apps/main/prompts/a.prompt");
  expect((await version())[1]).toBe(pid);
  await project.write(view, "2");
  await mega.event("ready", ({ files }) => String(files) === view);
  expect((await version())[1]).not.toBe(pid);
});

test("a config that names another port moves the front", async () => {
  project = await makeProject();
  mega = runMega(["start", "--watch"], { cwd: project.root });
  const first = await mega.event("listening");
  mega.forget();
  const port = Number(first["port"]) === 45_871 ? 45_872 : 45_871;
  await project.write("mega.config.ts", `export default { server: { port: ${port} } };`);
  const second = await mega.event("listening");
  expect(second["port"]).toBe(port);
  url = `http://127.0.0.1:${port}`;
  expect((await get()).text).toBe("v1");
});
