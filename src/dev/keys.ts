import { createInterface } from "node:readline";

import type { CliContext } from "../context.ts";

/** What the keys of the loop do; `help` is done here. */
export type KeyActions = Readonly<Record<"restart" | "open" | "clear" | "quit", () => void>>;

const KEYS: Readonly<Record<string, { readonly action: keyof KeyActions | "help"; readonly summary: string }>> = {
  r: { action: "restart", summary: "restart" },
  o: { action: "open", summary: "open in the browser" },
  c: { action: "clear", summary: "clear the terminal" },
  q: { action: "quit", summary: "stop" },
  h: { action: "help", summary: "this list" },
};

/** Reads the keys of the loop from a terminal, a line at a time, so that the terminal itself stays as it was. */
export function readKeys(
  { stdin, stderr }: Pick<CliContext, "stdin" | "stderr">,
  actions: KeyActions,
): { readonly close: () => void } {
  if (stdin.isTTY !== true) return { close() {} };
  const lines = createInterface({ input: stdin });
  lines.on("line", (line) => {
    const key = line.trim();
    // People press Enter alone to set lines apart.
    if (key === "") return;
    const action = Object.hasOwn(KEYS, key) ? KEYS[key]?.action : undefined;
    if (action === undefined || action === "help") stderr.write(helpText());
    else actions[action]();
  });
  return { close: () => lines.close() };
}

function helpText(): string {
  return Object.entries(KEYS)
    .map(([key, { summary }]) => `  ${key} + enter  ${summary}\n`)
    .join("");
}
