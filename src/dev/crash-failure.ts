import type { Failure } from "../../runtime/dev/messages.ts";
import { exitFailure, type RuntimeExit } from "./runtime-exit.ts";

/** The codes of errors that nobody translated, told by a process that ended of them. */
const UNCAUGHT: ReadonlySet<string> = new Set(["unexpected", "app_threw"]);

/** What is to be said of an app that ended while it ran, unless it said something better itself. */
export function crashFailure(exit: RuntimeExit): Failure {
  const failure = exitFailure(exit);
  if (!UNCAUGHT.has(failure.code)) return failure;
  return {
    ...failure,
    code: "app_crashed",
    message: `the app crashed: ${failure.message}`,
    hint: "nobody caught this error: catch it where it is thrown, or await the promise that it comes from",
  };
}
