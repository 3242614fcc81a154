import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { readEvents } from "./loop-events.ts";
import { bin } from "./support.ts";
import { descendants, exitCode, get, hello, isAlive, route, useProject, version } from "./watched-project.ts";

const project = useProject();
const { write, replace, start, run, serve, ready } = project;

/** A user namespace whose processes get no watches, as in some containers. */
const NO_WATCHES = ["unshare", "-r", "sh", "-c", 'echo 0 > /proc/sys/user/max_inotify_instances && exec "$@"', "sh"];

describe("mega start --watch", () => {
  test.skipIf(spawnSync("unshare", ["-r", "true"]).status !== 0)(
    "where the system tells of no changes, it says so and looks for them",
    async () => {
      const { url, err } = await ready(run([...NO_WATCHES, process.execPath, bin, "start", "--watch", "--port", "0"]));
      expect(err()).toContain("files are looked at every 300 ms");
      await replace(hello, route("v2"));
      await expect.poll(async () => version((await get(url)).text), { timeout: 10_000 }).toBe("v2");
    },
  );

  test("a broken save keeps the port alive, says what is wrong once, and is repaired by the next", async () => {
    const { url, err } = await serve("--watch");
    await write(hello, `${route("v2")}\nexport const x = ;`);
    const broken = await get(url);
    expect(broken.status).toBe(503);
    expect(JSON.parse(broken.text)).toMatchObject({
      ok: false,
      error: { code: "dev_build_failed", message: expect.stringContaining(`${hello}:3:18`) },
    });
    const page = await get(url, "text/html");
    expect([page.status, page.type]).toEqual([503, "text/html; charset=utf-8"]);
    expect(page.text).toContain("Unexpected");
    expect(err().match(/error:/g)).toHaveLength(1);
    await expect.poll(err, { timeout: 10_000 }).toContain("> 3 │ export const x = ;");
    await write(hello, route("v3"));
    expect(version((await get(url)).text)).toBe("v3");
  });

  test("texts and views are exchanged in the process that runs", async () => {
    const english = "apps/main/locales/server/en.json";
    await write(english, '{ "word": "first" }');
    await write(
      hello,
      [
        'import { defineRoutes } from "mega-framework";',
        'export default defineRoutes("/", (route) => {',
        '  route.get("hello", (_req, _reply, ctx) => ({ text: `${ctx.t("word")} ${process.pid}` }));',
        '  route.get("page", (_req, reply) => reply.view("page", { pid: process.pid }));',
        "});",
      ].join("\n"),
    );
    const { url, err } = await serve("--watch");
    const [, pid] = version((await get(url)).text).split(" ");
    const page = async (): Promise<string> => (await fetch(`${url}/page`, { headers: { accept: "text/html" } })).text();

    for (const word of ["second", "third"]) {
      await write(english, JSON.stringify({ word }));
      expect(version((await get(url)).text)).toBe(`${word} ${pid}`);
    }
    await write("apps/main/views/page.hbs", "<p>{{t 'word'}} {{pid}}</p>");
    // The system tells of a file in a new folder a moment after it.
    await expect.poll(page).toBe(`<p>third ${pid}</p>`);
    await write("apps/main/views/layout.hbs", "<main>{{{body}}}</main>");
    expect(await page()).toBe(`<main><p>third ${pid}</p></main>`);
    await rm(join(project.root, "apps/main/views/layout.hbs"));
    expect(await page()).toBe(`<p>third ${pid}</p>`);
    await write("apps/main/locales/server/ko.json", '{ "word": "넷째" }');
    const korean = await fetch(`${url}/hello?lang=ko`);
    expect(version(await korean.text())).toBe(`넷째 ${pid}`);

    // The next version of the code has the texts of now.
    await write("apps/main/words.ts", 'export const word = "w";\n');
    await write(hello, `${await readFile(join(project.root, hello), "utf8")}\n`);
    const [word, next] = version((await get(url)).text).split(" ");
    expect(word).toBe("third");
    expect(next).not.toBe(pid);
    expect(err()).not.toContain("error:");
  });

  test.each([
    ["JSON", '{ "word": ', "en.json"],
    ["message", '{ "word": "{count, plural, one {#}" }', "word"],
  ])("a broken %s of a language shows, and the next save repairs it", async (_name, text, named) => {
    const english = "apps/main/locales/server/en.json";
    await write(english, '{ "word": "first" }');
    await write(hello, route('${ctx.t("word")}'));
    const { url, err } = await serve("--watch");
    await write(english, text);
    const broken = await get(url);
    expect([broken.status, broken.text]).toEqual([503, expect.stringContaining(named)]);
    await expect.poll(() => err().match(/error:/g)).toHaveLength(1);
    await write(english, '{ "word": "repaired" }');
    expect(version((await get(url)).text)).toBe("repaired");
  });

  test("a route file that throws is named with its line", async () => {
    const { url, err } = await serve("--watch");
    await write(
      hello,
      `const settings = {} as { deep: { key: string } };\nexport const key = settings.deep.key;\n${route("v2")}`,
    );
    const { status, text } = await get(url);
    expect(status).toBe(503);
    expect(text).toContain(`${hello}:2:`);
    await expect.poll(err, { timeout: 10_000 }).toContain("> 2 │ export const key");
  });

  test("a package that is not installed is named with the file that imports it and the command", async () => {
    const { url, err } = await serve("--watch");
    await write(hello, `import dayjs from "dayjs";\nexport const x = dayjs;\n${route("v2")}`);
    expect((await get(url)).text).toContain("dayjs");
    await expect.poll(err, { timeout: 10_000 }).toContain(`${hello}:1:20`);
    await expect.poll(err, { timeout: 10_000 }).toContain("npm install dayjs");
  });

  test("a broken config is told, and recovers", async () => {
    const { url } = await serve("--watch");
    const config = await readFile(join(project.root, "mega.config.ts"), "utf8");
    await write("mega.config.ts", config.replace("databases", "databasse"));
    expect((await get(url)).text).toContain("databasse");
    await write("mega.config.ts", config);
    expect(version((await get(url)).text)).toBe("v1");
  });

  test("a broken view is told with its line, whatever was saved, and recovers", async () => {
    const view = "apps/main/views/home.hbs";
    const [frame, good] = ["> 2 │ {{#if x}}", "<p>\n{{#if x}}{{/if}}"];
    await write(view, good);
    const served = await serve("--watch", "--json");
    const events = readEvents(served);
    const [place, reason] = [`${view}:2:1`, "`{{#if x}}` is not closed"];
    const told = {
      code: "view_invalid",
      problems: [{ place, message: `${place}: ${reason}`, frame: expect.stringContaining(frame) }],
    };
    await replace(view, "<p>\n{{#if x}}");
    expect(await events.next("failed")).toMatchObject(told);
    expect((await get(served.url)).status).toBe(503);
    // A new process reads views when it has given its first answers.
    await replace(hello, route("v2"));
    expect(await events.next("failed")).toMatchObject(told);
    await replace(view, good);
    expect(version((await get(served.url)).text)).toBe("v2");
  });

  test("a deleted import is a broken save, putting it back recovers", async () => {
    await write(hello, `import { word } from "../words.ts";\n${route("${word}9")}`);
    const { url } = await serve("--watch");
    expect(version((await get(url)).text)).toBe("v9");
    await rm(join(project.root, "apps/main/words.ts"));
    expect((await get(url)).status).toBe(503);
    await write("apps/main/words.ts", 'export const word = "v1";\n');
    expect(version((await get(url)).text)).toBe("v19");
  });

  test("an edit of .env restarts with what it sets now", async () => {
    await write(".env", "FLAVOUR=salt\nCOLOUR=red\n");
    await write(hello, `const flavour = process.env.FLAVOUR;\n${route("${flavour} ${process.env.COLOUR}")}`);
    const { url } = await serve("--watch");
    expect(version((await get(url)).text)).toBe("salt red");
    await write(".env", "FLAVOUR=sweet\n");
    expect(version((await get(url)).text)).toBe("sweet undefined");
    await rm(join(project.root, ".env"));
    expect(version((await get(url)).text)).toBe("undefined undefined");
  });

  test("an edit of mega.config.ts is in the next answer", async () => {
    await write(hello, route("${ctx.config.name}"));
    const { url } = await serve("--watch");
    expect(version((await get(url)).text)).not.toBe("other");
    const config = await readFile(join(project.root, "mega.config.ts"), "utf8");
    await write("mega.config.ts", config.replace("({", '({ name: "other",'));
    expect(version((await get(url)).text)).toBe("other");
  });

  test("Ctrl-C of a terminal, which reaches the app as well, lets a request finish and ends with 0", async () => {
    await write(
      hello,
      route("slow", 'process.stderr.write("arrived"); await new Promise((done) => setTimeout(done, 400));'),
    );
    const { url, child, out, err } = await serve("--watch");
    const slow = get(url);
    await expect.poll(err, { timeout: 10_000 }).toContain("arrived");
    // A terminal sends it to the whole group.
    process.kill(-(child.pid ?? 0), "SIGINT");
    expect(version((await slow).text)).toBe("slow");
    expect(await exitCode(child)).toBe(0);
    expect(out()).not.toContain("error");
    expect(await descendants(child.pid ?? 0)).toEqual([]);
  });

  test("a second Ctrl-C ends everything at once", async () => {
    await write(
      hello,
      route("slow", 'process.stderr.write("arrived"); await new Promise((done) => setTimeout(done, 30_000));'),
    );
    const { url, child, err } = await serve("--watch");
    const slow = get(url).catch(() => null);
    await expect.poll(err, { timeout: 10_000 }).toContain("arrived");
    const children = await descendants(child.pid ?? 0);
    process.kill(-(child.pid ?? 0), "SIGINT");
    // The first one is heard once the port is closed.
    await expect
      .poll(
        () =>
          fetch(`${url}/health/live`).then(
            () => "open",
            () => "closed",
          ),
        { timeout: 10_000 },
      )
      .toBe("closed");
    process.kill(-(child.pid ?? 0), "SIGINT");
    await exitCode(child);
    expect(child.signalCode).toBe("SIGINT");
    expect(await slow).toBeNull();
    await expect.poll(() => children.filter(isAlive), { timeout: 10_000 }).toEqual([]);
  });

  test("applies pending migrations and says so; --no-migrate does not", async () => {
    const without = await serve("--watch", "--no-migrate");
    expect(without.out()).not.toContain("applied");
    without.child.kill("SIGTERM");
    expect(await exitCode(without.child)).toBe(0);
    const { out } = await serve("--watch");
    expect(out()).toContain("applied 1 migration: 20260101000000-create-posts");
  });
});

describe("mega start", () => {
  test("prints the address when it listens, and ends with 0 on SIGTERM", async () => {
    const { url, child, out } = await serve();
    expect(version((await get(url)).text)).toBe("v1");
    expect(out()).toContain(`blog ready at ${url}`);
    child.kill("SIGTERM");
    expect(await exitCode(child)).toBe(0);
  });

  test("with --json stdout has one event a line and nothing else", async () => {
    const { child, out } = start("--port", "0", "--json");
    await expect.poll(out, { timeout: 20_000 }).toContain('"ready"');
    child.kill("SIGTERM");
    expect(await exitCode(child)).toBe(0);
    const events = out()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { type?: string });
    expect(events.map((event) => event.type)).toEqual(["migrated", "ready"]);
  });

  test("an app that crashes ends it with 1 and what happened", async () => {
    await write(hello, route("v1", 'setTimeout(() => { throw new Error("late trouble"); }, 10);'));
    const { url, child, err } = await serve();
    await get(url);
    expect(await exitCode(child)).toBe(1);
    await expect.poll(err, { timeout: 10_000 }).toContain("late trouble");
    await expect.poll(err, { timeout: 10_000 }).toContain(`${hello}:2:`);
  });

  test("interrupted before it was ready it ends with 130", async () => {
    await write(hello, `await new Promise(() => setInterval(() => {}, 1000));\n${route("v1")}`);
    const { child } = start("--port", "0");
    await expect.poll(async () => (await descendants(child.pid ?? 0)).length, { timeout: 10_000 }).toBe(1);
    child.kill("SIGINT");
    expect(await exitCode(child)).toBe(130);
  });

  test("without its packages it says what to do", async () => {
    await rm(join(project.root, "node_modules"), { recursive: true });
    const { child, err } = start("--port", "0");
    expect(await exitCode(child)).toBe(1);
    await expect.poll(err, { timeout: 10_000 }).toContain("npm install");
  });
});

test.each([[[]], [["--watch"]]])("a taken port names its owner: mega start %j", async (flags) => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const { child, err } = start("--port", String(port), ...flags);
  expect(await exitCode(child)).toBe(1);
  await expect.poll(err, { timeout: 10_000 }).toContain(`port ${port} is taken`);
  if (process.platform === "linux") expect(err()).toContain(`(pid ${process.pid})`);
  await expect.poll(err, { timeout: 10_000 }).toContain("--port");
  other.close();
});
