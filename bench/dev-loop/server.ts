import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { setTimeout } from "node:timers/promises";
import type { Contestant } from "./contestant.ts";

const ANSWER_LIMIT_MS = 30_000;
/** What a server gets to leave by itself. */
const STOP_MS = 1_000;

/** What runs now; nothing of it outlives the benchmarks. */
const running = new Set<ChildProcess>();
process.once("exit", () => running.forEach(killGroup));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

/** A running contestant. */
export class Server {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #port: number;

  constructor({ name, folder, command }: Pick<Contestant, "name" | "folder" | "command">, port: number) {
    const [program = "", ...args] = command;
    const env = { ...process.env, NODE_ENV: "development", APP_SECRET: "x".repeat(40), PORT: String(port) };
    this.name = name;
    this.#port = port;
    // A group of its own: some peers leave the app behind when they are told to stop.
    this.#child = spawn(program, args, { cwd: folder, env, stdio: "ignore", detached: true });
    running.add(this.#child);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /**
   * Asks until an answer of `path` holds `mark`, which may be empty, and gives the milliseconds that took. `everyMs`: the
   * pause between two questions, 1 unless said.
   */
  async until(path: string, mark: string, everyMs = 1): Promise<number> {
    const since = performance.now();
    while ((await this.#ask(path))?.includes(mark) !== true) {
      if (performance.now() - since > ANSWER_LIMIT_MS)
        throw new Error(`${this.name} does not answer ${path} with ${mark}`);
      await setTimeout(everyMs);
    }
    return performance.now() - since;
  }

  /** Ends it with all that it has started. */
  async end(): Promise<void> {
    this.#child.kill("SIGTERM");
    const left = this.#child.exitCode !== null || this.#child.signalCode !== null;
    if (!left) await Promise.race([once(this.#child, "exit"), setTimeout(STOP_MS, null, { ref: false })]);
    killGroup(this.#child);
    running.delete(this.#child);
  }

  /** Null when nobody answers, or with an error. */
  #ask(path: string): Promise<string | null> {
    return fetch(`${this.url}${path}`, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) }).then(
      async (answer) => (answer.ok ? `${answer.headers.get("x-mark") ?? ""} ${await answer.text()}` : null),
      () => null,
    );
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // All of it has left.
  }
}
