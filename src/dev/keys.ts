import { createInterface } from "node:readline";

import type { CliContext } from "../context.ts";

export interface KeyActions {
  readonly restart: () => void;
  readonly quit: () => void;
}

const HELP = "  r + enter  restart\n  q + enter  stop\n  h + enter  this list\n";

/** Reads the keys of the loop from a terminal, a line at a time, so that the terminal itself stays as it was. */
export function readKeys(cli: CliContext, { restart, quit }: KeyActions): { readonly close: () => void } {
  if (cli.stdin.isTTY !== true) return { close() {} };
  const lines = createInterface({ input: cli.stdin });
  lines.on("line", (line) => {
    const key = line.trim();
    if (key === "r") restart();
    else if (key === "q") quit();
    else if (key === "h") cli.stderr.write(HELP);
  });
  return { close: () => lines.close() };
}
