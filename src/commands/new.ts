import { readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { parseEnv } from "node:util";

import { appPlan } from "../../generators/app.ts";
import { applyChanges } from "../../generators/core/apply.ts";
import { comparePlan } from "../../generators/core/compare.ts";
import type { Change } from "../../generators/core/plan.ts";
import type { CommandInput, CommandResult, FreeCommandRun } from "../command.ts";
import { CliError } from "../errors.ts";
import { readNewAnswers, type NewAnswers } from "../input/new-answers.ts";
import { drawSecret } from "../project/draw-secret.ts";
import { frameworkSpec } from "../project/framework-spec.ts";
import { startRepository, type GitOutcome } from "../project/git.ts";
import { lockFileOf } from "../project/package-manager.ts";
import { withJournal } from "../with-journal.ts";

/** `mega new <name>`: plans, writes all or nothing, installs, makes the first commit. */
export const run: FreeCommandRun = async (input) => {
  const { cli, ui } = input;
  const answers = await readNewAnswers(input);
  const { root } = answers.place;
  const framework = answers.framework ?? (await frameworkSpec(cli, ui));
  const changes = await withJournal(root, input, () => writeProject({ ...answers, framework }, input));
  const { length } = changes.filter((change) => change.state === "new");
  ui.done(length === 0 ? `every file is there already in ${root}` : `wrote ${length} files to ${root}`);
  if (framework.startsWith("file:")) ui.info(`  mega-framework comes from ${framework.slice("file:".length)}`);
  const failure = answers.install ? await install(answers, input) : undefined;
  // A commit of what has no lock file yet would be the first one.
  if (cli.signal.aborted) throw interrupted(input);
  const git = answers.git ? firstCommit(root, changes, input) : "skipped";
  if (failure !== undefined) throw failure;
  return resultOf({ answers, framework, changes, git }, input);
};

async function writeProject(
  answers: NewAnswers & { readonly framework: string },
  { cli, typed }: CommandInput,
): Promise<readonly Change[]> {
  const { root, name } = answers.place;
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() === false)
    throw new CliError("not_a_folder", { path: root });
  const command = `mega ${typed}`;
  const changes = await comparePlan(appPlan({ ...answers, name, command, now: cli.now(), secret: secretOf(root) }), {
    cwd: root,
  });
  const paths = changes.filter((change) => change.state === "conflict").map((change) => change.path);
  if (paths.length > 0) throw new CliError("folder_taken", { folder: root, paths });
  await applyChanges(changes, { cwd: root, command, now: cli.now() });
  return changes;
}

/** The one that the folder has already, so that a second run finds nothing to change; else a random one. */
function secretOf(root: string): string {
  try {
    const { APP_SECRET: known } = parseEnv(readFileSync(join(root, ".env"), "utf8"));
    if (known) return known;
  } catch {
    // There is none yet.
  }
  return drawSecret();
}

function interrupted({ cli, typed }: CommandInput): CliError {
  const next = `the files are written; \`mega ${typed}\` again goes on from there`;
  return new CliError("interrupted", { signal: String(cli.signal.reason), next });
}

/** The files stay when the installation fails: the failure comes back, to be thrown when the repository is made too. */
async function install({ place, packageManager }: NewAnswers, { cli, ui }: CommandInput): Promise<unknown> {
  const { installPackages } = await import("../project/install.ts");
  try {
    await ui.progress(`install packages with ${packageManager} (SQLite may be compiled, which takes a minute)`, () =>
      installPackages(place.root, packageManager, cli),
    );
    return undefined;
  } catch (error) {
    return error;
  }
}

type GitResult = GitOutcome | "skipped";

function firstCommit(root: string, changes: readonly Change[], { cli, ui }: CommandInput): GitResult {
  const files = changes.map((change) => change.path).filter((path) => path !== ".env");
  const lock = lockFileOf(root);
  const outcome = startRepository(root, lock === undefined ? files : [...files, lock], cli);
  switch (outcome) {
    case "committed":
      ui.done("made a git repository with the first commit");
      break;
    case "uncommitted":
      ui.warn("made a git repository, but git did not commit (does it know user.name and user.email?)");
      break;
    case "inside":
      ui.info("  the folder lies in a git repository already: made none");
      break;
    case "missing":
      ui.info("  git is not there: made no repository");
  }
  return outcome;
}

interface Outcome {
  readonly answers: NewAnswers;
  readonly framework: string;
  readonly changes: readonly Change[];
  readonly git: GitResult;
}

function resultOf({ answers, framework, changes, git }: Outcome, { cli, ui }: CommandInput): CommandResult {
  const { place, template, packageManager, install } = answers;
  const folder = relative(cli.cwd, place.root);
  const enter = [...(folder === "" ? [] : [`cd ${folder}`]), ...(install ? [] : [`${packageManager} install`])];
  const next = [
    ...(enter.length === 0 ? [] : [enter.join(" && ")]),
    "npx mega scaffold crud post title:string body:text published:boolean",
    "npx mega start --watch",
  ];
  const { bold, cyan } = ui.colors;
  const files = changes.map(({ path, state }) => ({ path, state }));
  return {
    data: { name: place.name, root: place.root, template, framework, changes: files, git, installed: install, next },
    text: [bold(`${place.name} is ready. Type next:`), ...next.map((line) => `  ${cyan(line)}`)].join("\n"),
  };
}
