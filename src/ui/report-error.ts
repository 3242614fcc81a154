import pc from "picocolors";

import { isGeneratorError } from "../../generators/core/errors.ts";
import type { GlobalFlags } from "../command.ts";
import type { CliContext } from "../context.ts";
import { CliError, RuntimeFailure, type ExitCode } from "../errors.ts";
import { frameworkVersion } from "../project/framework.ts";
import { errorText } from "./make-reporter.ts";
import type { Output } from "./output.ts";

/** Prints an error in the one shape that errors have and gives the exit code that belongs to it. */
export function reportError(error: unknown, session: ErrorSession): ExitCode {
  const { cli, global, output } = session;
  const { exitCode, stack, ...printed } = describe(cli.signal.aborted ? interrupted(cli, error) : error, cli);
  if (global.json) {
    output.json({ ok: false, error: global.debug ? { ...printed, stack } : printed });
  } else {
    const message = [printed.message, ...detailLines(printed.details)].join("\n");
    output.err(errorText({ ...printed, message }, pc.createColors(output.colors)));
    if (global.debug) output.err(`${stack}\n`);
  }
  return exitCode;
}

interface ErrorSession {
  readonly cli: CliContext;
  readonly global: GlobalFlags;
  readonly output: Output;
}

interface Described {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly details?: unknown;
  readonly exitCode: ExitCode;
  readonly stack: string;
}

function describe(error: unknown, cli: CliContext): Described {
  const stack = stackOf(error);
  if (error instanceof CliError) {
    const { code, message, hint, details, exitCode } = error;
    return { code, message, hint, details, exitCode, stack };
  }
  if (isGeneratorError(error)) {
    const { code, message, hint, details, kind } = error;
    return { code, message, hint, details, exitCode: kind === "usage" ? 2 : 1, stack };
  }
  if (error instanceof RuntimeFailure && error.failure.code !== "unexpected") {
    const { code, message, hint, details } = error.failure;
    return { code, message, hint, details, exitCode: 1, stack };
  }
  return describeBug(error, cli);
}

/** Whatever no table knows is a bug of mega: it says what to report, and where. */
function describeBug(error: unknown, cli: CliContext): Described {
  const message = error instanceof Error ? error.message : String(error);
  const versions = `mega ${frameworkVersion()}, node ${cli.nodeVersion}, ${cli.platform}`;
  return {
    code: "unexpected",
    message: `${message}\n  this is a bug in mega (${versions})`,
    hint: "run it again with --debug for the stack, and report it with the versions above",
    exitCode: 70,
    stack: stackOf(error),
  };
}

function stackOf(error: unknown): string {
  if (error instanceof RuntimeFailure) return error.failure.stack ?? "";
  if (!(error instanceof Error)) return "";
  const cause = error.cause === undefined ? "" : `\ncaused by: ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}

/** Mistakes of one input, one a line: what is wrong, and where. */
function detailLines(details: unknown): readonly string[] {
  if (!Array.isArray(details)) return [];
  return details.flatMap(
    (detail: { readonly where?: unknown; readonly path?: unknown; readonly message?: unknown }) => {
      if (typeof detail?.message !== "string") return [];
      const where = detail.where ?? detail.path;
      return [typeof where === "string" && where !== "" ? `  ${where}: ${detail.message}` : `  ${detail.message}`];
    },
  );
}

function interrupted(cli: CliContext, cause: unknown): CliError {
  if (cause instanceof CliError && cause.code === "interrupted") return cause;
  return new CliError("interrupted", { signal: String(cli.signal.reason) }, { cause });
}
