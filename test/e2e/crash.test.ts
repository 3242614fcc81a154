import { once } from "node:events";
import { utimes } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { readEvents } from "./loop-events.ts";
import { descendants, exitCode, get, hello, isAlive, route, stateOf, useProject, version } from "./watched-project.ts";

const project = useProject();

describe("mega start --watch that is ended", () => {
  test.each([
    ["SIGINT", 0],
    ["SIGTERM", 0],
    ["SIGHUP", 0],
    ["SIGQUIT", null],
    ["SIGKILL", null],
  ] as const)("by %s leaves no process behind, and its port", async (signal, code) => {
    // A name without its ending takes esbuild, which is a process.
    await project.write("apps/main/word.ts", "export const word = 'v1';\n");
    await project.write(hello, `import { word } from "../word";\n${route("${word}")}`);
    const { child, url } = await project.serve("--watch");
    expect(version((await get(url)).text)).toBe("v1");
    // It, the app and the process that waits for the next version.
    await expect.poll(() => descendants(child.pid ?? 0), { timeout: 20_000 }).toHaveLength(3);
    const children = await descendants(child.pid ?? 0);
    child.kill(signal);
    expect(await exitCode(child)).toBe(code);
    await expect.poll(() => children.filter(isAlive), { timeout: 20_000, interval: 10 }).toEqual([]);
    const next = createServer().listen(Number(new URL(url).port), "127.0.0.1");
    await once(next, "listening");
    next.close();
  });
});

test("a loop that is killed while a version starts leaves no process behind, not even one that stands still", async () => {
  const { child, url } = await project.serve("--watch");
  const children = (): Promise<number[]> => descendants(child.pid ?? 0);
  // The app, and one that waits; then another one.
  await expect.poll(children, { timeout: 20_000 }).toHaveLength(2);
  await project.replace(hello, route("v2"));
  expect(version((await get(url)).text)).toBe("v2");
  await expect.poll(children, { timeout: 20_000 }).toHaveLength(3);
  await project.replace(hello, `await new Promise((done) => setTimeout(done, 60_000));\n${route("v3")}`);
  const all = await children();
  await expect.poll(async () => (await Promise.all(all.map(stateOf))).includes("T"), { timeout: 20_000 }).toBe(true);
  child.kill("SIGKILL");
  await expect.poll(() => all.filter(isAlive), { timeout: 20_000, interval: 10 }).toEqual([]);
});

describe("an app that crashes", () => {
  test("by SIGKILL is told with what to do, and any save starts it again, changed or not", async () => {
    await project.write(hello, route("v1 ${process.pid}"));
    const served = await project.serve("--watch", "--json");
    const events = readEvents(served);
    const kill = async (): Promise<void> => {
      await events.next("ready");
      process.kill(Number(version((await get(served.url)).text).split(" ")[1]), "SIGKILL");
      expect(await events.next("failed")).toMatchObject({
        code: "app_crashed",
        hint: expect.stringContaining("Any save starts the app again"),
        problems: [{ message: "the app was ended by SIGKILL" }],
      });
    };
    await kill();
    const { status, text } = await get(served.url);
    expect([status, JSON.parse(text)]).toMatchObject([
      503,
      { error: { code: "app_crashed", message: "the app was ended by SIGKILL" } },
    ]);
    const page = await get(served.url, "text/html");
    expect([page.status, page.text]).toEqual([503, expect.stringContaining("the app was ended by SIGKILL")]);

    await utimes(join(project.root, hello), new Date(), new Date());
    expect(version((await get(served.url)).text)).toMatch(/^v1 /);
    await kill();
    await project.replace(hello, route("v2"));
    expect(version((await get(served.url)).text)).toBe("v2");
  });

  test("of an error that nobody caught answers requests under way with that and its line", async () => {
    await project.write(
      hello,
      route("v1", "\nsetTimeout(() => { throw new Error('late trouble'); }, 10); await new Promise(() => {});"),
    );
    const { url, err } = await project.serve("--watch");
    const answers = await Promise.all([get(url), get(url)]);
    for (const { status, text } of answers)
      expect([status, JSON.parse(text)]).toMatchObject([
        503,
        {
          error: {
            code: "app_crashed",
            message: expect.stringMatching(/hello\.ts:3:\d+: the app crashed: Error: late trouble$/),
            details: [{ hint: expect.stringContaining("catch it where it is thrown") }],
          },
        },
      ]);
    await expect.poll(err, { timeout: 20_000 }).toContain("> 3 │ setTimeout");
    await project.replace(hello, route("v2"));
    expect(version((await get(url)).text)).toBe("v2");
  });
});
