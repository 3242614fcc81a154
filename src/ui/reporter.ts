import type pc from "picocolors";

/**
 * The one way a command talks. Talk goes to stderr (nothing with --quiet or --json); results go to stdout,
 * printed by `main` from what the command returns.
 */
export interface Reporter {
  /** A line of talk. */
  info(text: string): void;
  /** Something done: `✓ text`. */
  done(text: string): void;
  /** Something the reader should know: `warning: text`. Printed with --quiet too. */
  warn(text: string): void;
  /** An error with its hint, in the one shape errors have. For commands that run on; others throw. */
  error(error: { readonly code: string; readonly message: string; readonly hint?: string | undefined }): void;
  /** Long work: a spinner on a terminal, a plain line elsewhere; ends as done, or failed when `work` throws. */
  progress<T>(text: string, work: () => Promise<T>): Promise<T>;
  /** For commands that run on: one JSON line on stdout with --json, else `text` on stdout. */
  event(event: { readonly type: string; readonly [key: string]: unknown }, text: string): void;
  /** For text of both streams: colours are taken out again where a stream has none. */
  readonly colors: ReturnType<typeof pc.createColors>;
}
