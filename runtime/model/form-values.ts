import { makeDetail } from "../core/schema/details.ts";
import type { ValidationDetail } from "../core/errors/error-entry.ts";
import type { Column } from "./columns.ts";

/** What a user typed, by input name. */
export type FormValues = Readonly<Record<string, string>>;

/** A form's text turned into the model's types. */
export interface ReadForm {
  readonly values: FormValues;
  readonly input: Readonly<Record<string, unknown>>;
  /** What could not even be read. */
  readonly mistakes: readonly ValidationDetail[];
  /** The hidden `version`: which version of the row the page was made from. */
  readonly versions: readonly number[] | undefined;
}

/** Reads an urlencoded body by the columns of a model. A name sent twice counts with its last value, as a checkbox pair does. */
export function readForm(columns: readonly Column[], body: unknown): ReadForm {
  // A page adds two inputs by itself: the forgery token and the version of the row.
  const { _csrf: token, ...values } = lastValues(body);
  const { version, ...texts } = values;
  const input: Record<string, unknown> = { ...texts };
  const mistakes: ValidationDetail[] = [];
  for (const column of columns.filter(({ generated }) => !generated)) {
    const read = readInput(column, values[column.name]);
    if (read === undefined) continue;
    if ("value" in read) input[column.name] = read.value;
    else mistakes.push(makeDetail({ path: `/${column.name}`, ...read.mistake }));
  }
  return { values, input, mistakes, versions: readVersions(version) };
}

function lastValues(body: unknown): FormValues {
  const entries = typeof body === "object" && body !== null ? Object.entries(body) : [];
  return Object.fromEntries(
    entries
      .filter(([, value]) => value !== undefined)
      .map(([name, value]): [string, string] => [name, String(Array.isArray(value) ? value.at(-1) : value)]),
  );
}

function readInput(column: Column, text: string | undefined): ReturnType<Column["type"]["form"]> | undefined {
  // A browser sends nothing for a checkbox that is not ticked.
  if (text === undefined) return column.kind === "boolean" ? { value: false } : undefined;
  if (text === "") return column.settings.optional === true ? { value: null } : { mistake: { rule: "required" } };
  return column.type.form(normalizeLines(text));
}

// HTML forms send line ends as CR LF, whatever was typed.
function normalizeLines(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

function readVersions(text: string | undefined): readonly number[] | undefined {
  if (text === undefined || text === "") return undefined;
  // An unreadable version matches no row, as an unreadable If-Match does.
  return /^\d{1,15}$/.test(text) ? [Number(text)] : [];
}
