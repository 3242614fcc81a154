import { PassThrough } from "node:stream";

import { run } from "../../../../src/main.ts";
import { SYSTEM_PROCESSES } from "../../../../runtime/adapters/system/processes.ts";

export interface RunningMega {
  readonly exit: Promise<number>;
  /** The JSON lines of stdout so far. */
  readonly events: readonly JsonEvent[];
  readonly stderr: () => string;
  /** The first event from `from` on that fits; waits for it. */
  event(type: string, fits?: (event: JsonEvent) => boolean): Promise<JsonEvent>;
  /** Forgets the events so far. */
  forget(): void;
  stop(signal?: string): Promise<number>;
}

export interface JsonEvent {
  readonly type?: string;
  readonly [key: string]: unknown;
}

/** Runs a command of the command line in this process, with streams and a signal of its own. */
export function runMega(argv: readonly string[], options: { cwd: string; env?: Record<string, string> }): RunningMega {
  const stopping = new AbortController();
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  let events: JsonEvent[] = [];
  let errors = "";
  let rest = "";
  const waiting = new Set<() => void>();
  stderr.on("data", (part) => (errors += String(part)));
  stdout.on("data", (part) => {
    const lines = (rest + String(part)).split("\n");
    rest = lines.pop() ?? "";
    events.push(...lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as JsonEvent));
    for (const look of waiting) look();
  });
  const { NODE_ENV: _, ...env } = process.env;
  const exit = run([...argv, "--json"], {
    cwd: options.cwd,
    env: { ...env, ...options.env },
    stdin: new PassThrough(),
    stdout,
    stderr,
    now: () => new Date(),
    signal: stopping.signal,
    node: process.execPath,
    platform: process.platform,
    leaveInterrupts: () => {},
    processes: SYSTEM_PROCESSES,
    nodeVersion: process.versions.node,
  });
  const mega: RunningMega = {
    exit,
    get events() {
      return events;
    },
    stderr: () => errors,
    forget() {
      events = [];
    },
    event(type, fits = () => true) {
      return new Promise((resolve, reject) => {
        const look = (): void => {
          const found = events.find((event) => event.type === type && fits(event));
          if (found === undefined) return;
          waiting.delete(look);
          clearTimeout(late);
          resolve(found);
        };
        const late = setTimeout(
          () => reject(new Error(`no event ${type} in 20 s; there were ${JSON.stringify(events)}\n${errors}`)),
          20_000,
        );
        waiting.add(look);
        look();
      });
    },
    async stop(signal = "SIGTERM") {
      stopping.abort(signal);
      return exit;
    },
  };
  return mega;
}
