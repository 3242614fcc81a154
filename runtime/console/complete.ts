import { toCamelCase } from "../core/data/sql-names.ts";
import type { MegaDbAdapter } from "../core/ports.ts";
import type { ProjectConsole } from "./project-console.ts";
import { CONSOLE_NAMES } from "./names.ts";

export interface CompletionRequest {
  /** Up to the cursor. */
  readonly line: string;
  /** The lines of the same input before it. */
  readonly above: string;
  readonly console: Pick<ProjectConsole, "scope" | "runtime" | "modules">;
  /** Of the prompt, without their dot. */
  readonly commands: readonly string[];
}

/** What may stand where the line ends, and the text that it would replace. Never rejects. */
export async function complete(request: CompletionRequest): Promise<[string[], string]> {
  const { line, commands } = request;
  const [command] = /^\.\w*$/.exec(line) ?? [];
  if (command !== undefined)
    return startingWith(
      command,
      commands.map((name) => `.${name}`),
    );
  const [, quoted] = OPEN_TEXT.exec(line) ?? [];
  if (quoted !== undefined) return startingWith(quoted, await wordsWithin(request, line.slice(0, -quoted.length - 1)));
  const [, path = "", word = ""] =
    /((?:[\p{ID_Start}$_][\p{ID_Continue}$]*\??\.)*)([\p{ID_Continue}$]*)$/u.exec(line) ?? [];
  // A member of what only running the code could tell.
  if (/(?<!\.\.)\.$/.test(line.slice(0, line.length - path.length - word.length))) return [[], word];
  const [hits, partial] = startingWith(word, namesAt({ path, word }, request));
  return [hits.map((name) => `${path}${name}`), `${path}${partial}`];
}

/** A text that is not closed at the end of the line. */
const OPEN_TEXT = /^(?:[^"'`]|"[^"]*"|'[^']*'|`[^`]*`)*["'`]([^"'`]*)$/;

function startingWith(start: string, words: readonly string[]): [string[], string] {
  return [[...new Set(words)].filter((word) => word.startsWith(start)).sort(), start];
}

interface Cursor {
  /** `services.posts.` */
  readonly path: string;
  readonly word: string;
}

function namesAt({ path, word }: Cursor, { console: { scope } }: CompletionRequest): readonly string[] {
  const steps = path.split(/\??\./).filter((step) => step !== "");
  const [root] = steps;
  if (root === undefined && word === "") return Object.keys(scope.values);
  if (root === undefined) return [...Object.keys(scope.values), ...Object.getOwnPropertyNames(globalThis), ...WORDS];
  // What the console itself gives is made to be looked at; a getter of anything else may do something.
  const mayCall = root in CONSOLE_NAMES;
  let value: unknown = root in scope.values ? scope.values[root] : valueOf(globalThis, root, false);
  for (const step of steps.slice(1)) value = valueOf(value, step, mayCall);
  return membersOf(value);
}

function valueOf(owner: unknown, name: string, mayCall: boolean): unknown {
  for (let at = objectOf(owner); at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const property = Object.getOwnPropertyDescriptor(at, name);
    if (property === undefined) continue;
    return "value" in property || mayCall ? read(owner, name) : undefined;
  }
  return undefined;
}

function read(owner: unknown, name: string): unknown {
  try {
    return (owner as Readonly<Record<string, unknown>>)[name];
  } catch {
    return undefined;
  }
}

function membersOf(value: unknown): readonly string[] {
  const names: string[] = [];
  for (let at = objectOf(value); at !== null; at = Object.getPrototypeOf(at) as object | null) {
    if (at === Object.prototype) break;
    names.push(...Object.getOwnPropertyNames(at).filter((name) => NAME.test(name) && name !== "constructor"));
  }
  return names;
}

function objectOf(value: unknown): object | null {
  return value === null || value === undefined ? null : (Object(value) as object);
}

const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
const WORDS = ["await", "async", "class", "const", "enum", "for", "function", "if", "import", "let", "new", "typeof"];

/** A call whose first text is a table. */
const TABLE_CALL =
  /(?:selectFrom|insertInto|updateTable|deleteFrom|replaceInto|mergeInto|[jJ]oin|from|using)\(\s*(?:\[[^\]]*)?$/;

/** Tables where one is expected, files of the project for an import, else columns of the tables that the input names. */
async function wordsWithin(request: CompletionRequest, before: string): Promise<readonly string[]> {
  if (/(?:\bfrom\s*|\bimport\s*\(?\s*)$/.test(before)) return request.console.modules.map((file) => `./${file}`);
  const tables = await tablesOf(Object.values(request.console.runtime.databases));
  if (TABLE_CALL.test(before)) return [...tables.keys()];
  const said = `${request.above}\n${before}`;
  const named = [...tables].filter(([table]) => new RegExp(`["'\`]${table}\\b`).test(said));
  const chosen = named.length === 0 ? [...tables] : named;
  return chosen.flatMap(([table, columns]) => columns.flatMap((column) => [column, `${table}.${column}`]));
}

/** Table → columns, named as in code. */
async function tablesOf(
  databases: readonly Pick<MegaDbAdapter, "kysely">[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = await Promise.all(
    // A database that does not answer has no words.
    databases.map(({ kysely }) => kysely.introspection.getTables().catch(() => [])),
  );
  return new Map(
    found.flat().map(({ name, columns }) => [toCamelCase(name), columns.map((column) => toCamelCase(column.name))]),
  );
}
