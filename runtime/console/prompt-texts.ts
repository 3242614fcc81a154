import type { ConsoleOptions } from "../dev/messages.ts";
import type { ProjectConsole } from "./project-console.ts";
import { CONSOLE_NAMES } from "./names.ts";

type Seen = Pick<ProjectConsole, "runtime" | "app">;

/** What a prompt says first. */
export function bannerOf({ runtime, app }: Seen, { access }: Pick<ConsoleOptions, "access">): string {
  const databases = Object.entries(runtime.databases).map(([alias, { driver }]) => `${alias} (${driver})`);
  const parts = [`app ${app.name}`, databases.length === 0 ? "no database" : `database ${databases.join(", ")}`];
  const lines = [`${runtime.config.name}: ${parts.join(", ")}. .help lists the names, .exit leaves`];
  return `${[...lines, ...ACCESS[access]].join("\n")}\n`;
}

export function promptOf({ runtime }: Pick<Seen, "runtime">, { access }: Pick<ConsoleOptions, "access">): string {
  return `${runtime.config.name}${PROMPTS[access]}> `;
}

/** The names and the commands of a prompt, each with what it is. */
export function helpOf(commands: Readonly<Record<string, { readonly help?: string | undefined } | undefined>>): string {
  const names = Object.entries<string>(CONSOLE_NAMES);
  const own = Object.entries(commands).map(([name, command]) => [`.${name}`, command?.help ?? ""] as const);
  const width = Math.max(...[...names, ...own].map(([name]) => name.length)) + 2;
  const list = (rows: readonly (readonly [string, string])[]): string[] =>
    rows.map(([name, help]) => `${name.padEnd(width)}${help}`);
  return [
    ...list(names),
    "",
    ...list(own.sort(([a], [b]) => (a < b ? -1 : 1))),
    "",
    'TypeScript, `await` and `import { Post } from "./apps/main/models/post.ts"` work; `_` is the last value.',
    "Tab completes names, tables and columns. Ctrl-C cancels, Ctrl-D leaves.",
  ].join("\n");
}

const ACCESS: Readonly<Record<ConsoleOptions["access"], readonly string[]>> = {
  write: [],
  read: ["production: the databases are read-only; --write allows writes"],
  sandbox: ["sandbox: every write to the databases is rolled back at the end; until then nobody else can write"],
};

const PROMPTS: Readonly<Record<ConsoleOptions["access"], string>> = {
  write: "",
  read: " (read-only)",
  sandbox: " (sandbox)",
};
