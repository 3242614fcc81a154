import { stripVTControlCharacters } from "node:util";

import type { GlobalFlags } from "../command.ts";
import type { CliContext } from "../context.ts";

/** How a run writes: which streams show colour, and whether people or programs read it. */
export interface Output {
  /** For results. */
  out(text: string): void;
  /** For talk. */
  err(text: string): void;
  /** One line of JSON on stdout. */
  json(document: unknown): void;
  readonly colors: boolean;
  /** Talk goes to a terminal that can redraw a line. */
  readonly live: boolean;
}

export function makeOutput(cli: CliContext, global: GlobalFlags): Output {
  const coloured = (stream: { readonly isTTY?: boolean }): boolean => hasColors(stream, cli, global);
  // A stream is opened by its first touch: only those that are written to.
  return {
    out: (text) => void cli.stdout.write(fit(text, coloured(cli.stdout))),
    err: (text) => void cli.stderr.write(fit(text, coloured(cli.stderr))),
    json: (document) => void cli.stdout.write(`${JSON.stringify(document)}\n`),
    get colors() {
      return coloured(cli.stdout) || coloured(cli.stderr);
    },
    get live() {
      return cli.stderr.isTTY === true && cli.env["TERM"] !== "dumb";
    },
  };
}

function fit(text: string, colors: boolean): string {
  return colors ? text : stripVTControlCharacters(text);
}

/** Colours only on a terminal; `NO_COLOR` and `--no-color` switch them off, then `FORCE_COLOR` switches them on anywhere. */
function hasColors(stream: { readonly isTTY?: boolean }, cli: CliContext, global: GlobalFlags): boolean {
  if (global.json || !global.color || cli.env["NO_COLOR"]) return false;
  const forced = cli.env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return stream.isTTY === true && cli.env["TERM"] !== "dumb";
}
