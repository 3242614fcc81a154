import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { exitFailure } from "../../../src/dev/runtime-exit.ts";
import { RuntimeProcess } from "../../../src/dev/runtime-process.ts";
import { CliError, RuntimeFailure } from "../../../src/errors.ts";

let root: string;
let running: RuntimeProcess | null = null;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "mega-process-"));
});

afterEach(async () => {
  await running?.kill();
  running = null;
  await rm(root, { recursive: true });
});

const project = {
  root: "/nowhere",
  entry: "/nowhere/manifest.mjs",
  imports: "/nowhere/imports.mjs",
  modules: {},
  files: [],
};
const READY = `{ kind: "ready", address: { url: "http://localhost:1", port: 1 }, server: { host: "h", port: 1 }, watch: {} }`;

async function start(code: string, events: unknown[] = [], stdout = new PassThrough()): Promise<RuntimeProcess> {
  const entry = join(root, "child.mjs");
  await writeFile(
    entry,
    `const send = (message) => new Promise((done) => process.send({ v: 1, generation: 3, ...message }, done));\n${code}`,
  );
  running = new RuntimeProcess({
    node: process.execPath,
    entry,
    root,
    env: { ...process.env },
    stdout,
    stderr: new PassThrough().resume(),
    onEvent: (event) => events.push(event),
  });
  return running;
}

describe("load", () => {
  test("gives the address when the app is ready, and hands its events on", async () => {
    const events: unknown[] = [];
    const child = await start(
      `process.on("message", async (message) => {
        await send({ kind: "event", event: { kind: "migrated", migrations: [message.v + message.kind + message.generation] } });
        await send(${READY});
      });`,
      events,
    );
    const ready = await child.load(project, { generation: 3, listen: { kind: "tcp" }, migrate: true, flags: {} });
    expect(ready).toEqual({
      address: { url: "http://localhost:1", port: 1 },
      server: { host: "h", port: 1 },
      watch: {},
    });
    expect(events).toEqual([{ kind: "migrated", migrations: ["1load3"] }]);
  });

  test("throws what the app says is wrong", async () => {
    const child = await start(
      `process.on("message", async () => { await send({ kind: "failed", error: { code: "config_invalid", message: "bad" } }); process.exit(1); });`,
    );
    await expect(
      child.load(project, { generation: 3, listen: { kind: "tcp" }, migrate: true, flags: {} }),
    ).rejects.toMatchObject({
      failure: { code: "config_invalid", message: "bad" },
    });
  });

  test("throws when the app just ends", async () => {
    const child = await start("process.exit(9);");
    const error = await child
      .load(project, { generation: 3, listen: { kind: "tcp" }, migrate: true, flags: {} })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RuntimeFailure);
    expect((error as RuntimeFailure).failure).toMatchObject({
      code: "app_crashed",
      message: "the app exited with code 9",
    });
  });

  test("throws when there is no such node", async () => {
    const child = new RuntimeProcess({
      node: join(root, "no-node"),
      entry: "x",
      root,
      env: {},
      stdout: new PassThrough(),
      stderr: new PassThrough(),
    });
    await expect(
      child.load(project, { generation: 3, listen: { kind: "tcp" }, migrate: true, flags: {} }),
    ).rejects.toMatchObject({
      failure: { code: "runtime_unstartable" },
    });
  });
});

describe("run", () => {
  test("gives the result of the task", async () => {
    const child = await start(
      `process.on("message", (message) => send({ kind: "result", data: [message.task, message.args] }));`,
    );
    const result = await child.run(project, "routes", { args: { step: 2 }, signal: new AbortController().signal });
    expect(result).toEqual(["routes", { step: 2 }]);
  });

  test("an abort ends it", async () => {
    const child = await start(`process.on("message", () => {}); setInterval(() => {}, 1000);`);
    const stopping = new AbortController();
    const run = child.run(project, "db.seed", { args: {}, signal: stopping.signal });
    stopping.abort("SIGINT");
    await expect(run).rejects.toThrow(CliError);
    expect(await child.exited).toMatchObject({ signal: "SIGKILL" });
  });
});

describe("reload", () => {
  const texts = (word: string) => ({ main: { locales: { en: { word } }, views: {} } });
  const echo = `process.on("message", async ({ generation, texts }) => {
    const { word } = texts.main.locales.en;
    await send({ kind: "event", event: { kind: "seeded", seed: generation + word } });
    const failure = word === "bad" ? { code: "message_invalid", message: "bad" } : null;
    setTimeout(() => send({ kind: "reloaded", failure }), word === "slow" ? 50 : 0);
  });`;

  test("hands texts over one after the other, each under its number", async () => {
    const events: unknown[] = [];
    const child = await start(echo, events);
    const order: string[] = [];
    await Promise.all([
      child.reload(texts("slow"), 4).then(() => order.push("slow")),
      child.reload(texts("fast"), 5).then(() => order.push("fast")),
    ]);
    expect(order).toEqual(["slow", "fast"]);
    expect(events).toEqual([
      { kind: "seeded", seed: "4slow" },
      { kind: "seeded", seed: "5fast" },
    ]);
  });

  test("tells what is wrong with them, and the process goes on", async () => {
    const child = await start(echo);
    await expect(child.reload(texts("bad"), 4)).rejects.toMatchObject({ failure: { code: "message_invalid" } });
    expect(child.isRunning).toBe(true);
    await child.reload(texts("good"), 5);
  });

  test("of a process that ends meanwhile tells how it ended", async () => {
    const child = await start(`process.on("message", () => process.exit(7));`);
    await expect(child.reload(texts("word"), 4)).rejects.toMatchObject({ failure: { code: "app_crashed" } });
  });
});

describe("stop", () => {
  test("lets the app end by itself", async () => {
    const child = await start(`process.on("message", (message) => process.exit(message.kind === "stop" ? 0 : 1));`);
    expect(await child.stop(60_000)).toEqual({ code: 0, signal: null, failure: null });
  });

  test("is SIGTERM after the grace", async () => {
    const child = await start(`process.on("message", () => send(${READY}));`);
    await child.load(project, { generation: 3, listen: { kind: "tcp" }, migrate: false, flags: {} });
    expect(await child.stop(0)).toMatchObject({ signal: "SIGTERM" });
  });

  test("is SIGKILL for an app that hears neither", async () => {
    const child = await start(
      `process.on("SIGTERM", () => {}); process.on("message", () => send(${READY}).then(() => { for (;;); }));`,
    );
    await child.load(project, { generation: 3, listen: { kind: "tcp" }, migrate: false, flags: {} });
    expect(await child.stop(0)).toMatchObject({ signal: "SIGKILL" });
  });

  test("of a process that is gone is nothing", async () => {
    const child = await start("process.exit(0);");
    await child.exited;
    expect(await child.stop(1000)).toMatchObject({ code: 0 });
  });
});

test("the app's own lines come through", async () => {
  const stdout = new PassThrough();
  const child = await start(`console.log("hello from the app"); process.disconnect();`, [], stdout);
  await child.exited;
  stdout.end();
  expect(await text(stdout)).toBe("hello from the app\n");
});

test("a process whose grandchild holds its output open has still ended", async () => {
  const child = await start(
    `import { spawn } from "node:child_process"; spawn(process.execPath, ["-e", "setTimeout(() => {}, 5000)"], { stdio: "inherit", detached: true }).unref(); process.disconnect();`,
  );
  const started = performance.now();
  await child.exited;
  expect(performance.now() - started).toBeLessThan(4000);
});

test("an app that is out of memory is told as that", () => {
  expect(exitFailure({ code: null, signal: "SIGABRT", failure: null })).toMatchObject({
    code: "app_crashed",
    hint: expect.stringContaining("memory"),
  });
});
