import { text } from "node:stream/consumers";

import type { CommandResult, ProjectCommandInput } from "../command.ts";
import type { DatabaseAccess } from "../../runtime/dev/messages.ts";
import { runConsole } from "../dev/console/run-console.ts";
import { CliError } from "../errors.ts";
import { findApp } from "../project/apps.ts";

/** `mega console`, `mega console -e "await services.posts.list()"`, `mega console - < script.ts` */
export async function run(input: ProjectCommandInput): Promise<CommandResult> {
  const { flags, project, global, cli, ui } = input;
  const named = flags["app"] as string | undefined;
  const result = await runConsole(input, {
    app: named === undefined ? undefined : findApp(project.root, named),
    access: accessOf(input),
    code: await codeOf(input),
    json: global.json,
    colors: ui.colors.isColorSupported && cli.stdout.isTTY === true,
  });
  if (flags["sandbox"] === true) ui.info("sandbox: every write to the databases was rolled back");
  if (result.text === null) return { data: null, text: "" };
  return { data: global.json ? JSON.parse(result.text) : undefined, text: result.text };
}

function accessOf({ flags, cli }: ProjectCommandInput): DatabaseAccess {
  if (cli.env["NODE_ENV"] === "production" && flags["write"] !== true) return "read";
  return flags["sandbox"] === true ? "sandbox" : "write";
}

/** Null: what is typed at a prompt. */
async function codeOf({ args, flags, cli, global }: ProjectCommandInput): Promise<string | null> {
  const { eval: code } = flags;
  const { input } = args;
  if (input !== undefined && input !== "-") {
    throw new CliError("wrong_usage", {
      problem: `"${String(input)}" is no input: code is given with -e <code>, or on stdin with -`,
      command: "console",
    });
  }
  if (typeof code === "string" && input !== undefined)
    throw new CliError("wrong_usage", { problem: "-e and - are two inputs: one of them", command: "console" });
  if (typeof code === "string") return code;
  if (input === "-") return text(cli.stdin);
  if (global.json || cli.stdin.isTTY !== true)
    throw new CliError("missing_answer", { what: "the code to run", flag: "-e <code>, or - to read it from stdin" });
  return null;
}
