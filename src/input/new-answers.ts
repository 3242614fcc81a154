import { existsSync } from "node:fs";
import { resolve } from "node:path";

import type { AppTemplate } from "../../generators/app.ts";
import type { CommandInput } from "../command.ts";
import { CliError } from "../errors.ts";
import { callingManager, type PackageManager } from "../project/package-manager.ts";
import { askChoice, askText } from "./ask.ts";
import { parseProjectName, refusalOfProject, type ProjectPlace } from "./project-name.ts";

/** Everything that `mega new` has to know before it plans. */
export interface NewAnswers {
  readonly place: ProjectPlace;
  readonly template: AppTemplate;
  readonly packageManager: PackageManager;
  /** From `--framework`: an npm spec; a file that is there is meant as a path. */
  readonly framework: string | undefined;
  readonly install: boolean;
  readonly git: boolean;
}

/** Reads the flags of `mega new` and asks for what is missing: the name, then the template. */
export async function readNewAnswers(input: CommandInput): Promise<NewAnswers> {
  const { args, flags, cli } = input;
  checkDatabase(flags["db"]);
  const name = args["name"] ?? (await askName(input));
  const place = parseProjectName(String(name), cli.cwd);
  return {
    place,
    template: (flags["template"] as AppTemplate | undefined) ?? (await askTemplate(input)),
    packageManager: (flags["pm"] as PackageManager | undefined) ?? callingManager(cli.env),
    framework: specOf(flags["framework"], cli.cwd),
    install: flags["install"] !== false,
    git: flags["git"] !== false,
  };
}

const COMING: ReadonlySet<string> = new Set(["postgres", "maria", "mariadb", "mysql", "mongo"]);

function checkDatabase(driver: unknown): void {
  if (driver === undefined || driver === "sqlite") return;
  const value = typeof driver === "string" ? driver : JSON.stringify(driver);
  if (COMING.has(value)) {
    throw new CliError("not_available_yet", { what: `--db ${value}`, instead: "use --db sqlite for now" });
  }
  throw new CliError("bad_option", { flag: "--db", value, expected: "sqlite (postgres, maria and mongo come later)" });
}

function askName(input: CommandInput): Promise<string> {
  return askText(input, {
    what: "the name of the project",
    flag: "mega new <name>",
    placeholder: "blog",
    check: (answer) => (answer === "." ? undefined : refusalOfProject(answer)),
  });
}

async function askTemplate(input: CommandInput): Promise<AppTemplate> {
  if (input.global.yes) return "web";
  return askChoice(input, {
    what: "the template",
    flag: "--template web, api or minimal; --yes takes web",
    options: [
      { value: "web", label: "web", hint: "JSON routes and HTML pages" },
      { value: "api", label: "api", hint: "JSON routes" },
      { value: "minimal", label: "minimal", hint: "the smallest app" },
    ],
  });
}

function specOf(typed: unknown, cwd: string): string | undefined {
  if (typeof typed !== "string") return undefined;
  if (typed.trim() === "")
    throw new CliError("bad_option", { flag: "--framework", value: typed, expected: "an npm spec" });
  const path = resolve(cwd, typed);
  return existsSync(path) ? `file:${path}` : typed;
}
