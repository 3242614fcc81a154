import type { Readable, Writable } from "node:stream";

/** The outside world of one run of the command line. Nothing else in `src` touches `process`. */
export interface CliContext {
  /** Where the command was called; `--cwd` changes it before a command sees it. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly now: () => Date;
  /** Aborted by SIGINT, SIGTERM or SIGHUP; its reason is the signal's name. */
  readonly signal: AbortSignal;
  /** `process.execPath`, to start the runtime as a process. */
  readonly node: string;
  readonly platform: NodeJS.Platform;
  /** `process.version` without its v. */
  readonly nodeVersion: string;
}
