import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { stripVTControlCharacters } from "node:util";
import { expect } from "vitest";

import { bin, cleanEnv, type CommandOptions } from "./support.ts";

export const KEYS = { enter: "\r", tab: "\t", ctrlC: "\u0003", ctrlD: "\u0004" } as const;

/** `mega` on a pseudo-terminal, which `script` of util-linux gives it. */
export class Terminal {
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown[]>;
  #text = "";
  #seen = 0;

  constructor(args: readonly string[], options: CommandOptions) {
    const command = [process.execPath, bin, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
    this.#child = spawn("script", ["-qfec", `stty cols 150 rows 50; exec ${command}`, "/dev/null"], {
      cwd: options.cwd,
      env: { ...cleanEnv(), TERM: "xterm-256color", ...options.env },
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#exit = once(this.#child, "exit");
    this.#child.stdout?.on("data", (chunk: Buffer) => (this.#text += chunk.toString()));
  }

  /** Waits for what comes after the last thing that was waited for. */
  async sees(text: string | RegExp): Promise<string> {
    const fresh = (): string => stripVTControlCharacters(this.#text).slice(this.#seen);
    await expect.poll(fresh, { timeout: 20_000 }).toMatch(text);
    const found = fresh();
    const match = typeof text === "string" ? text : (text.exec(found)?.[0] ?? "");
    this.#seen += found.indexOf(match) + match.length;
    return match;
  }

  type(keys: string): void {
    this.#child.stdin?.write(keys);
  }

  /** Types a line, and waits for an answer that is not its echo. */
  async enter(line: string, answer: string | RegExp): Promise<string> {
    this.type(line);
    await this.sees(line.slice(-20));
    this.type(KEYS.enter);
    return this.sees(answer);
  }

  /** The exit code of `mega`. */
  async exit(): Promise<number> {
    const [code] = await this.#exit;
    return Number(code);
  }

  /** Of `script`, whose child `mega` is. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** All there was on the screen. */
  get text(): string {
    return stripVTControlCharacters(this.#text);
  }

  [Symbol.dispose](): void {
    this.#child.kill("SIGKILL");
  }
}
