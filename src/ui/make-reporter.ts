import pc from "picocolors";

import type { GlobalFlags } from "../command.ts";
import type { CliContext } from "../context.ts";
import type { Output } from "./output.ts";
import type { Reporter } from "./reporter.ts";
import type { Spinner } from "./spinner.ts";

export function makeReporter(cli: CliContext, global: GlobalFlags, output: Output): Reporter {
  const colors = pc.createColors(output.colors);
  const silent = global.quiet || global.json;
  let spinner: Spinner | undefined;
  const tell = (text: string): void => {
    spinner?.wipe();
    output.err(text);
  };
  const talk = (text: string): void => {
    if (!silent) tell(`${text}\n`);
  };
  const done = (text: string): void => talk(`${colors.green("✓")} ${text}`);
  return {
    colors,
    info: talk,
    done,
    warn(text) {
      if (!global.json) tell(`${colors.yellow("warning:")} ${text}\n`);
    },
    error(error) {
      if (global.json) output.json({ ok: false, error });
      else tell(errorText(error, colors));
    },
    event(event, text) {
      if (global.json) output.json(event);
      else output.out(`${text}\n`);
    },
    async progress(text, work) {
      if (output.live && !silent) spinner = (await import("./spinner.ts")).spin(cli.stderr, text);
      else talk(`${text} ...`);
      const stop = (): void => {
        spinner?.stop();
        spinner = undefined;
      };
      try {
        const result = await work().finally(stop);
        done(text);
        return result;
      } catch (error) {
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
