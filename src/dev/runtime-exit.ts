import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";

import type { Failure } from "../../runtime/dev/messages.ts";

/** How a process ended, and what it said of it. */
export interface RuntimeExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly failure: Failure | null;
}

const LAST_WORDS_MS = 250;

/** Settles when the process has ended, never rejects. `failure`: what it has said of itself until then. */
export async function exitOf(child: ChildProcess, failure: () => Failure | null): Promise<RuntimeExit> {
  const closed = once(child, "close").catch(() => {});
  // Without a listener Node would throw a kill or send that failed; the exit tells all that matters.
  child.on("error", () => {});
  try {
    const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
    // Its last lines and messages may still be on the way, unless a process of its own holds the pipes open.
    await Promise.race([closed, setTimeout(LAST_WORDS_MS, null, { ref: false })]);
    return { code, signal, failure: failure() };
  } catch (error) {
    const message = `node could not be started: ${String(error)}`;
    return { code: null, signal: null, failure: { code: "runtime_unstartable", message } };
  }
}

/** What is to be said of a process that ended: its own words, else the code or signal. */
export function exitFailure(exit: RuntimeExit): Failure {
  if (exit.failure !== null) return exit.failure;
  if (exit.signal === "SIGABRT") {
    return {
      code: "app_crashed",
      message: "the app was ended by SIGABRT",
      hint: "mostly that is memory: node ran out of heap, see its lines in the terminal",
    };
  }
  if (exit.signal !== null) {
    return {
      code: "app_crashed",
      message: `the app was ended by ${exit.signal}`,
      hint: "that came from outside: from another program, or from a system that ran out of memory",
    };
  }
  return {
    code: "app_crashed",
    message: `the app exited with code ${exit.code}`,
    hint: "its last lines in the terminal may say why; look for process.exit in the code",
  };
}
