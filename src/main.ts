import type { CommandInput, CommandResult, CommandRun, CommandSpec, ProjectCommandInput } from "./command.ts";
import { processContext, type CliContext } from "./context.ts";
import type { Session } from "./input/prepare.ts";
import type { Request } from "./program.ts";
import { NODE_RANGE, runsOnNode } from "./project/node-version.ts";

/** Runs one command line. The exit code: 0 done, 1 expected failure, 2 wrong usage, 70 a bug of mega, 130 interrupted. */
export async function run(argv: readonly string[], cli: CliContext = processContext()): Promise<number> {
  if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V")) return printVersion(cli);
  if (argv[0] === "complete" && argv[1] === "--") return answerShell(argv.slice(2), cli);
  const [{ readCommandLine }, { makeOutput }] = await Promise.all([import("./program.ts"), import("./ui/output.ts")]);
  const columns = Math.min(cli.stdout.columns ?? 80, 100);
  const { global, request } = readCommandLine(argv, columns, await ownCommands(argv, cli));
  const output = makeOutput(cli, global);
  try {
    await requireNode(cli);
    const { data, text, exitCode = 0 } = await perform(request, { argv, cli, global, output });
    if (global.json && data !== undefined) output.json({ ok: true, data });
    if (!global.json && text !== "") output.out(`${text}\n`);
    return exitCode;
  } catch (error) {
    const { reportError } = await import("./ui/report-error.ts");
    return reportError(error, { cli, global, output });
  }
}

/** What a shell asks for when a key is pressed: nothing that goes wrong is told there. */
async function answerShell(words: readonly string[], cli: CliContext): Promise<0> {
  try {
    const shell = await import("./completion/answer.ts");
    cli.stdout.write(shell.answerShell(words, cli));
  } catch {
    // A journal or a folder that cannot be read has no words.
  }
  return 0;
}

/** Only a command line that starts so can be about a generator of the project's own. */
async function ownCommands(argv: readonly string[], cli: CliContext): Promise<readonly CommandSpec[]> {
  if (!argv.some((word) => word === "g" || word === "generate")) return [];
  const own = await import("./own-commands.ts");
  return own.ownCommands(argv, cli);
}

/** `mega --version` alone loads neither commander nor the table. */
async function printVersion(cli: CliContext): Promise<0> {
  cli.stdout.write(`${await version()}\n`);
  return 0;
}

async function version(): Promise<string> {
  const { frameworkVersion } = await import("./project/framework.ts");
  return frameworkVersion();
}

async function requireNode({ nodeVersion }: CliContext): Promise<void> {
  if (runsOnNode(nodeVersion)) return;
  const { CliError } = await import("./errors.ts");
  throw new CliError("node_unfit", { version: nodeVersion, range: NODE_RANGE });
}

async function perform(request: Request, session: Session): Promise<CommandResult> {
  switch (request.kind) {
    case "version":
      return { data: { version: await version() }, text: await version() };
    case "help":
      return { data: { commands: request.commands }, text: request.text.trimEnd() };
    case "mistake":
      throw request.error;
    case "command":
      return runCommand(request, session);
  }
}

async function runCommand(request: Request & { readonly kind: "command" }, session: Session): Promise<CommandResult> {
  const { spec, args, flags } = request;
  const { prepareInput, projectFor } = await import("./input/prepare.ts");
  const input = prepareInput({ args, flags }, session);
  if (spec.project === "none") return (await spec.load()).run(input);
  const project = projectFor(spec, input.cli.cwd);
  const { run } = await spec.load();
  const result = await (isWriting(spec, flags) ? inJournal(run, { ...input, project }) : run({ ...input, project }));
  return spec.runsOn && session.global.json ? { ...result, data: undefined } : result;
}

function isWriting({ writes }: CommandSpec, flags: CommandInput["flags"]): boolean {
  return writes === true && flags["dryRun"] !== true && flags["diff"] !== true;
}

async function inJournal(run: CommandRun, input: ProjectCommandInput): Promise<CommandResult> {
  const { withJournal } = await import("./with-journal.ts");
  return withJournal(input.project.root, input, (recovery) => run(recovery === null ? input : { ...input, recovery }));
}
