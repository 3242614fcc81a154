import { PassThrough } from "node:stream";
import { expect, test, vi } from "vitest";

import { readKeys } from "../../../src/dev/keys.ts";

function terminal(isTTY = true) {
  const [stdin, stderr] = [Object.assign(new PassThrough(), { isTTY }), new PassThrough()];
  const actions = {
    restart: vi.fn<() => void>(),
    open: vi.fn<() => void>(),
    clear: vi.fn<() => void>(),
    quit: vi.fn<() => void>(),
  };
  return { stdin, stderr, actions, keys: readKeys({ stdin, stderr }, actions) };
}

test.each([
  ["r", "restart"],
  [" o ", "open"],
  ["c", "clear"],
  ["q", "quit"],
] as const)("%s does one thing: %s", async (key, name) => {
  const { stdin, actions, keys } = terminal();
  stdin.write(`${key}\n`);
  await expect.poll(() => actions[name].mock.calls.length).toBe(1);
  expect(Object.values(actions).flatMap(({ mock }) => mock.calls)).toHaveLength(1);
  keys.close();
});

test.each(["h", "constructor", "restart"])("%s lists every key, and an empty line is nothing", async (line) => {
  const { stdin, stderr, actions, keys } = terminal();
  stdin.write(`\n${line}\n`);
  let text = "";
  stderr.on("data", (part) => (text += String(part)));
  await expect.poll(() => text.split("\n").length).toBe(6);
  expect(text).toContain("  c + enter  clear the terminal\n");
  expect(Object.values(actions).flatMap(({ mock }) => mock.calls)).toEqual([]);
  keys.close();
});

test("what is no terminal is not read", () => {
  const { stdin } = terminal(false);
  expect(stdin.listenerCount("data")).toBe(0);
});
