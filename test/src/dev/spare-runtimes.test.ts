import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";

import { RuntimeProcess } from "../../../src/dev/runtime-process.ts";
import { SpareRuntime } from "../../../src/dev/spare-runtime.ts";

let root: string;
let started: RuntimeProcess[];
let spare: SpareRuntime;
/** What the processes have written. */
let said: PassThrough;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "mega-spare-"));
  await writeFile(join(root, "child.mjs"), 'process.on("message", () => {});');
  started = [];
  said = new PassThrough();
  spare = new SpareRuntime(start);
});

afterEach(async () => {
  await spare.close();
  await Promise.all(started.map((runtime) => runtime.kill()));
  await rm(root, { recursive: true });
});

async function start(): Promise<RuntimeProcess> {
  const { env, execPath } = process;
  const [entry, stderr] = [join(root, "child.mjs"), new PassThrough()];
  const runtime = new RuntimeProcess({ node: execPath, entry, root, env, stdout: said, stderr });
  started.push(runtime);
  return runtime;
}

test("the one that waits is taken, once", async () => {
  spare.prepare();
  spare.prepare();
  expect(await spare.take()).toBe(started[0]);
  expect(await spare.take()).toBe(started[1]);
  expect(started).toHaveLength(2);
});

test("it is refilled after the version that serves had its first answers", async () => {
  const refilled = spare.refill({ imports: null, sockets: root });
  expect(started).toHaveLength(0);
  await refilled;
  expect(await spare.take()).toBe(started[0]);
});

test("it is prepared once, however many versions come and go without it", async () => {
  await writeFile(
    join(root, "child.mjs"),
    'process.on("message", ({ kind }) => { console.log(kind); if (kind === "stop") process.exit(0); });',
  );
  await spare.refill({ imports: null, sockets: root });
  await spare.refill({ imports: "/imports.mjs", sockets: root });
  const runtime = await spare.take();
  const output = text(said);
  await runtime.stop(10_000);
  said.end();
  expect((await output).split("\n")).toEqual(["prepare", "stop", ""]);
});

test("it is not refilled while the next version is on its way", async () => {
  const refilled = spare.refill({ imports: null, sockets: root });
  await spare.take();
  await refilled;
  expect(started).toHaveLength(1);
});

test("one that died is not given away", async () => {
  spare.prepare();
  await started[0]?.kill();
  expect(await spare.take()).toBe(started[1]);
  expect(started[1]?.isRunning).toBe(true);
});

test("one that is out of date is ended", async () => {
  spare.prepare();
  await spare.drop();
  expect(started[0]?.isRunning).toBe(false);
  expect(await spare.take()).toBe(started[1]);
});

test("after the end none is prepared", async () => {
  const refilled = spare.refill({ imports: null, sockets: root });
  await spare.close();
  await refilled;
  expect(started).toEqual([]);
});

test("what keeps it from starting is told to whoever takes one", async () => {
  const failing = new SpareRuntime(() => Promise.reject(new Error("not installed")));
  failing.prepare();
  await expect(failing.take()).rejects.toThrow("not installed");
  await failing.close();
});
