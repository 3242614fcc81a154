import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { RuntimeProcess } from "../../../src/dev/runtime-process.ts";
import { SpareRuntimes } from "../../../src/dev/spare-runtimes.ts";

/** For what waits for a process. */
const WAIT = { timeout: 20_000 };

let root: string;
let started: RuntimeProcess[];
let spares: SpareRuntimes;
/** What the processes have written. */
let said: PassThrough;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "mega-spare-"));
  await writeFile(join(root, "child.mjs"), 'process.on("message", () => {});');
  started = [];
  said = new PassThrough();
  spares = new SpareRuntimes({ start });
});

afterEach(async () => {
  await spares.close();
  await Promise.all(started.map((runtime) => runtime.kill()));
  await rm(root, { recursive: true });
});

async function start(): Promise<RuntimeProcess> {
  const { env, execPath } = process;
  const [entry, stderr] = [join(root, "child.mjs"), new PassThrough()];
  const nth = { NTH: String(started.length) };
  const runtime = new RuntimeProcess({ node: execPath, entry, root, env: { ...env, ...nth }, stdout: said, stderr });
  started.push(runtime);
  return runtime;
}

test("the one that waits is taken, once", async () => {
  spares.prepare();
  spares.prepare();
  expect(await spares.take()).toBe(started[0]);
  expect(await spares.take()).toBe(started[1]);
  expect(started).toHaveLength(2);
});

const PREPARATION = { imports: null, sockets: tmpdir() };

/** A process that says what it is told, and that it is prepared. */
const OBEDIENT = `process.on("message", ({ kind }) => {
  console.log(kind);
  if (kind === "prepare") process.send({ kind: "prepared" });
  if (kind === "stop") process.exit(0);
});`;

/** How often a line was written. */
function saidSoFar(): { readonly of: (line: string) => number } {
  const lines = new Map<string, number>();
  createInterface({ input: said }).on("line", (line) => lines.set(line, (lines.get(line) ?? 0) + 1));
  return { of: (line) => lines.get(line) ?? 0 };
}

/** Takes a version's place for a save: what waits after it. */
async function save(): Promise<RuntimeProcess> {
  const taken = await spares.take();
  await spares.refill(PREPARATION);
  return taken;
}

describe("refill", () => {
  beforeEach(async () => {
    await writeFile(join(root, "child.mjs"), OBEDIENT);
    spares = new SpareRuntimes({ start, enoughMs: 0 });
  });

  test("one waits when the version that serves had its first answers", async () => {
    const refilled = spares.refill(PREPARATION);
    expect(started).toHaveLength(0);
    await refilled;
    expect(started).toHaveLength(1);
    expect(await spares.take()).toBe(started[0]);
  });

  test("two wait while somebody works", async () => {
    spares = new SpareRuntimes({ start, enoughMs: 60_000 });
    void spares.refill(PREPARATION);
    await vi.waitFor(() => expect(started).toHaveLength(1), WAIT);
    for (let saves = 1; saves < 3; saves++) {
      expect(await spares.take()).toBe(started[saves - 1]);
      void spares.refill(PREPARATION);
      await vi.waitFor(() => expect(started).toHaveLength(saves + 2), WAIT);
    }
  });

  test("what the others do stands still from when one is taken until the next refill", async () => {
    await writeFile(join(root, "child.mjs"), `${OBEDIENT}\nsetInterval(() => console.log(process.env.NTH), 1);`);
    spares = new SpareRuntimes({ start, enoughMs: 60_000 });
    const said = saidSoFar();
    const hear = (count: number, nth: string): Promise<void> => {
      const before = said.of(nth);
      return vi.waitFor(() => expect(said.of(nth)).toBeGreaterThan(before + count), WAIT);
    };
    void spares.refill(PREPARATION);
    await vi.waitFor(() => expect(started).toHaveLength(1), WAIT);
    await spares.take();
    void spares.refill(PREPARATION);
    await vi.waitFor(() => expect(started).toHaveLength(3), WAIT);
    await hear(1, "2");
    await spares.take();
    await hear(50, "1");
    const still = said.of("2");
    await hear(50, "1");
    expect(said.of("2")).toBe(still);
    void spares.refill(PREPARATION);
    await hear(1, "2");
  });

  test("one is enough after a time without a save", async () => {
    await spares.refill(PREPARATION);
    await save();
    expect(started.map((runtime) => runtime.isRunning)).toEqual([true, true, false]);
    expect(await spares.take()).toBe(started[1]);
  });

  test("each is prepared once, however many versions come and go without it", async () => {
    await spares.refill(PREPARATION);
    const [first] = started;
    await spares.refill({ ...PREPARATION, imports: "/imports.mjs" });
    const output = text(said);
    await first?.stop(10_000);
    await spares.drop();
    said.end();
    const told = (await output).split("\n").filter((line) => line !== "");
    expect(told.filter((line) => line === "prepare")).toHaveLength(started.length);
    expect(told.filter((line) => line === "stop")).toHaveLength(1);
  });

  test("each is prepared with what requests to the versions before it needed, the last first", async () => {
    await writeFile(
      join(root, "child.mjs"),
      OBEDIENT.replace("console.log(kind)", "console.log(schemas?.join())").replace("kind }", "kind, schemas }"),
    );
    spares.remember(["a", "b"]);
    spares.remember(["c", "b"]);
    await spares.refill(PREPARATION);
    const output = text(said);
    await started[0]?.stop(10_000);
    said.end();
    expect(await output).toMatch(/^c,b,a\n/);
  });

  test("none is prepared while the next version is on its way", async () => {
    const refilled = spares.refill(PREPARATION);
    await spares.take();
    await refilled;
    expect(started).toHaveLength(1);
  });

  test("one that dies meanwhile keeps nobody waiting", async () => {
    await writeFile(join(root, "child.mjs"), 'process.on("message", () => process.exit(1));');
    await spares.refill(PREPARATION);
    expect(started[0]?.isRunning).toBe(false);
    expect(await spares.take()).toBe(started[1]);
  });
});

test("one that died is not given away", async () => {
  spares.prepare();
  await started[0]?.kill();
  expect(await spares.take()).toBe(started[1]);
  expect(started[1]?.isRunning).toBe(true);
});

test("one that is out of date is ended", async () => {
  spares.prepare();
  await spares.drop();
  expect(started[0]?.isRunning).toBe(false);
  expect(await spares.take()).toBe(started[1]);
});

test("after the end none is prepared", async () => {
  const refilled = spares.refill(PREPARATION);
  await spares.close();
  await refilled;
  expect(started).toEqual([]);
});

test("what keeps it from starting is told to whoever takes one", async () => {
  const failing = new SpareRuntimes({ start: () => Promise.reject(new Error("not installed")) });
  failing.prepare();
  await expect(failing.take()).rejects.toThrow("not installed");
  await failing.close();
});
