import { open, readFile, utimes } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";

import { type LoopEvents, readEvents } from "./loop-events.ts";
import { get, hello, route, type Served, useProject, version } from "./watched-project.ts";

const project = useProject("per file");

/** Saves that are further apart are no burst, and what stays broken for as long is told. */
const QUIET_MS = 100;
/** How much later than it was meant a pause of this process may end and still be the same pause for the loop. */
const MARGIN_MS = 30;
const WORDS = "apps/main/words.ts";

let served: Served;
let events: LoopEvents;
let saved = 1;
let word = 1;

beforeAll(async () => {
  await project.write(hello, text());
  await project.write(WORDS, words());
  served = await project.serve("--watch", "--json");
  events = readEvents(served);
  await events.next("ready");
});

test("50 saves in a second are at most two versions, the last of them the last save", async () => {
  let pauses = 0;
  let before = performance.now();
  for (let count = 0; count < 50; count++) {
    saved++;
    await project.replace(hello, text());
    await setTimeout(20);
    if (performance.now() - before > QUIET_MS - MARGIN_MS) pauses++;
    before = performance.now();
  }
  expect(await answer()).toBe(newest());
  const told = await toldUntilNextSave();
  expect(new Set(told)).toEqual(new Set(["ready"]));
  // A machine that is very busy makes several bursts of it.
  expect(told.length).toBeLessThanOrEqual(2 + pauses);
});

test("the same content again restarts nothing: written, touched, or put in the place of the file", async () => {
  const { text: before } = await get(served.url);
  const same = await readFile(join(project.root, hello), "utf8");
  await project.write(hello, same);
  expect((await get(served.url)).text).toBe(before);
  await utimes(join(project.root, hello), new Date(), new Date());
  expect((await get(served.url)).text).toBe(before);
  await project.replace(hello, same);
  expect((await get(served.url)).text).toBe(before);
  expect(await toldUntilNextSave()).toEqual([]);
});

test.each([
  ["half", 0.5, 10],
  ["half", 0.5, 30],
  ["half", 0.5, 50],
  ["empty", 0, 10],
  ["empty", 0, 50],
] as const)(
  "a file that is %s for a moment of its save is never told as broken (%d, %d ms)",
  async (_name, part, ms) => {
    saved++;
    const whole = text();
    const half = Math.floor(whole.length * part);
    const file = await open(join(project.root, hello), "w");
    await file.write(whole.slice(0, half));
    const began = performance.now();
    const asked = get(served.url);
    await setTimeout(ms);
    await file.write(whole.slice(half));
    await file.close();
    const paused = performance.now() - began;
    expect(await answer()).toBe(newest());
    const told = await toldUntilNextSave();
    // A machine that is very busy makes a long pause of it, which is a broken save.
    if (paused > QUIET_MS - MARGIN_MS) expect(told).toContain("ready");
    else
      expect([told, version((await asked).text).replace(/ \d+$/, "")]).toEqual([["ready"], `v${saved} w${word - 1}`]);
  },
);

function text(): string {
  return `import { word } from "../words.ts";\n${route(`v${saved} \${word} \${process.pid}`)}`;
}

function words(): string {
  return `export const word = "w${word}";\n`;
}

/** Saves another file, which is served whatever was done before, and gives the types of the events until then. */
async function toldUntilNextSave(): Promise<readonly string[]> {
  word++;
  await project.replace(WORDS, words());
  expect(await answer()).toBe(newest());
  const told: string[] = [];
  for (;;) {
    const event = await events.next("ready", "failed");
    if (Array.isArray(event["files"]) && event["files"].includes(WORDS)) return told;
    told.push(event.type);
  }
}

function newest(): string {
  return `v${saved} w${word}`;
}

/** The version that answers now. */
async function answer(): Promise<string> {
  return version((await get(served.url)).text).replace(/ \d+$/, "");
}
