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
  /** Leaves SIGINT to a child that has the terminal: from here on it does nothing to this process. */
  readonly leaveInterrupts: () => void;
  /** `process.execPath`, to start the runtime as a process. */
  readonly node: string;
  readonly platform: NodeJS.Platform;
  readonly processes: Processes;
  /** `process.version` without its v. */
  readonly nodeVersion: string;
}

/** The processes of this machine. */
export interface Processes {
  /** This one's number. */
  readonly pid: number;
  readonly isRunning: (pid: number) => boolean;
}

/**
 * The context of this process. The first signal aborts `signal`; a second one ends the process as Node does by itself, but
 * for SIGHUP: a shell and its terminal tell of one end each.
 */
export function processContext(): CliContext {
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort(signal));
  process.on("SIGHUP", () => stopping.abort("SIGHUP"));
  return {
    cwd: currentFolder(),
    env: process.env,
    // Node opens a stream at its first touch, which takes a while: most runs touch one or two.
    get stdin() {
      return process.stdin;
    },
    get stdout() {
      return withoutReaderErrors(process.stdout);
    },
    get stderr() {
      return withoutReaderErrors(process.stderr);
    },
    now: () => new Date(),
    signal: stopping.signal,
    leaveInterrupts: () => {
      process.removeAllListeners("SIGINT");
      process.on("SIGINT", () => {});
    },
    node: process.execPath,
    platform: process.platform,
    processes: { pid: process.pid, isRunning },
    nodeVersion: process.versions.node,
  };
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // One that belongs to somebody else may not be asked.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Node cannot name a folder that was removed meanwhile; the shell's name of it lets the command say so. */
function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    return process.env["PWD"] ?? "/";
  }
}

function withoutReaderErrors<Stream extends NodeJS.WriteStream>(stream: Stream): Stream {
  return stream.listeners("error").includes(ignoreNoReader) ? stream : stream.on("error", ignoreNoReader);
}

/** `mega routes | head -1` closes the pipe early, and a terminal may be closed: no failure of the command. */
function ignoreNoReader(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
}
