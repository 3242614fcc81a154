import pc from "picocolors";

import type { GlobalFlags } from "../command.ts";
import type { CliContext } from "../context.ts";
import type { Output } from "./output.ts";
import type { Reporter } from "./reporter.ts";

export function makeReporter(cli: CliContext, global: GlobalFlags, output: Output): Reporter {
  const colors = pc.createColors(output.colors);
  const silent = global.quiet || global.json;
  const talk = (text: string): void => {
    if (!silent) output.err(`${text}\n`);
  };
  const done = (text: string): void => talk(`${colors.green("✓")} ${text}`);
  return {
    colors,
    info: talk,
    done,
    warn(text) {
      if (!global.json) output.err(`${colors.yellow("warning:")} ${text}\n`);
    },
    error(error) {
      if (global.json) output.json({ ok: false, error });
      else output.err(errorText(error, colors));
    },
    event(event, text) {
      if (global.json) output.json(event);
      else output.out(`${text}\n`);
    },
    async progress(text, work) {
      const spinner = output.live && !silent ? (await import("./spinner.ts")).spin(cli.stderr, text) : undefined;
      if (spinner === undefined) talk(`${text} ...`);
      try {
        const result = await work();
        spinner?.stop();
        done(text);
        return result;
      } catch (error) {
        spinner?.stop();
        talk(`${colors.red("✗")} ${text}`);
        throw error;
      }
    },
  };
}

/** The one shape that errors have on a terminal. */
export function errorText(
  error: { readonly message: string; readonly hint?: string | undefined },
  colors: Reporter["colors"],
): string {
  const hint = error.hint === undefined || error.hint === "" ? "" : `${colors.cyan("hint:")} ${error.hint}\n`;
  return `${colors.red("error:")} ${error.message}\n${hint}`;
}
