import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";

import { describe, expect, test } from "vitest";

import type { GlobalFlags } from "../../../src/command.ts";
import type { CliContext } from "../../../src/context.ts";
import { makeReporter } from "../../../src/ui/make-reporter.ts";
import { makeOutput } from "../../../src/ui/output.ts";
import type { Reporter } from "../../../src/ui/reporter.ts";

interface Setting {
  readonly global?: Partial<GlobalFlags>;
  readonly env?: CliContext["env"];
  readonly terminals?: { readonly stdout?: boolean; readonly stderr?: boolean };
}

const off: GlobalFlags = { json: false, yes: false, quiet: false, debug: false, color: true };

async function told(work: (ui: Reporter, out: (text: string) => void) => unknown, setting: Setting = {}) {
  const stdout = capture(setting.terminals?.stdout);
  const stderr = capture(setting.terminals?.stderr);
  const cli = { env: setting.env ?? {}, stdout: stdout.stream, stderr: stderr.stream } as unknown as CliContext;
  const global = { ...off, ...setting.global };
  const output = makeOutput(cli, global);
  await work(makeReporter(cli, global, output), output.out);
  return { stdout: stdout.text(), stderr: stderr.text() };
}

function capture(isTTY = false) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 40 });
  return { stream, text: () => String(stream.read() ?? "") };
}

const talk = (ui: Reporter): void => {
  ui.info("info");
  ui.done("done");
  ui.warn("careful");
};

test("talk goes to stderr", async () => {
  expect(await told(talk)).toEqual({ stdout: "", stderr: "info\n✓ done\nwarning: careful\n" });
});

test("--quiet leaves warnings, --json nothing", async () => {
  expect(await told(talk, { global: { quiet: true } })).toEqual({ stdout: "", stderr: "warning: careful\n" });
  expect(await told(talk, { global: { json: true } })).toEqual({ stdout: "", stderr: "" });
});

test("events are text for people and lines of JSON for programs", async () => {
  const say = (ui: Reporter): void => ui.event({ type: "ready", port: 1 }, "ready on 1");
  expect((await told(say)).stdout).toBe("ready on 1\n");
  expect((await told(say, { global: { json: true } })).stdout).toBe(`{"type":"ready","port":1}\n`);
});

test("an error has one shape", async () => {
  const say = (ui: Reporter): void => ui.error({ code: "x", message: "it broke", hint: "mend it" });
  expect((await told(say)).stderr).toBe("error: it broke\nhint: mend it\n");
  expect((await told(say, { global: { json: true } })).stdout).toBe(
    `{"ok":false,"error":{"code":"x","message":"it broke","hint":"mend it"}}\n`,
  );
});

describe("progress", () => {
  test("is two plain lines without a terminal", async () => {
    expect((await told((ui) => ui.progress("work", async () => 1))).stderr).toBe("work ...\n✓ work\n");
  });

  test("says when it failed, and throws on", async () => {
    const fail = (ui: Reporter) => ui.progress("work", () => Promise.reject(new Error("no")));
    const both = async (ui: Reporter): Promise<void> => expect(fail(ui)).rejects.toThrow("no");
    expect((await told(both)).stderr).toBe("work ...\n✗ work\n");
  });

  test("turns on a terminal and wipes its line, also when the text is too long for it", async () => {
    const { stderr } = await told((ui) => ui.progress("w".repeat(100), async () => 1), { terminals: { stderr: true } });
    expect(stderr).toContain(`⠋ ${"w".repeat(37)}`);
    expect(stderr).not.toContain(`⠋ ${"w".repeat(38)}`);
    expect(stderr).toContain("\u001B[2K");
  });

  test("makes room on a terminal for what is told meanwhile", async () => {
    const work = (ui: Reporter) => ui.progress("work", async () => ui.info("told"));
    const { stderr } = await told(work, { terminals: { stderr: true } });
    expect(stripVTControlCharacters(stderr)).toBe("⠋ worktold\n✓ work\n");
    expect(stderr).toContain("⠋ work\u001B[1G\u001B[2Ktold\n");
  });
});

describe("colours", () => {
  const both = async (setting: Setting) => {
    const { stdout, stderr } = await told((ui, out) => {
      out(ui.colors.red("x"));
      ui.info(ui.colors.red("x"));
    }, setting);
    return { stdout: stdout.includes("\u001B["), stderr: stderr.includes("\u001B[") };
  };

  test.each<[string, Setting, { stdout: boolean; stderr: boolean }]>([
    ["none without a terminal", {}, { stdout: false, stderr: false }],
    ["each stream for itself", { terminals: { stderr: true } }, { stdout: false, stderr: true }],
    [
      "--no-color",
      { terminals: { stdout: true, stderr: true }, global: { color: false } },
      { stdout: false, stderr: false },
    ],
    ["NO_COLOR", { terminals: { stdout: true }, env: { NO_COLOR: "1" } }, { stdout: false, stderr: false }],
    [
      "an empty NO_COLOR is none",
      { terminals: { stdout: true }, env: { NO_COLOR: "" } },
      { stdout: true, stderr: false },
    ],
    ["FORCE_COLOR", { env: { FORCE_COLOR: "1" } }, { stdout: true, stderr: true }],
    ["FORCE_COLOR=0", { terminals: { stdout: true }, env: { FORCE_COLOR: "0" } }, { stdout: false, stderr: false }],
    ["NO_COLOR wins", { env: { FORCE_COLOR: "1", NO_COLOR: "1" } }, { stdout: false, stderr: false }],
    ["TERM=dumb", { terminals: { stdout: true }, env: { TERM: "dumb" } }, { stdout: false, stderr: false }],
    ["--json", { env: { FORCE_COLOR: "1" }, global: { json: true } }, { stdout: false, stderr: false }],
  ])("%s", async (_, setting, expected) => {
    expect(await both(setting)).toEqual(expected);
  });
});
