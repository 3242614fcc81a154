import { GeneratorError } from "./errors.ts";

/** Texts of a locale file: groups within groups. */
export interface Texts {
  readonly [key: string]: string | Texts;
}

/**
 * Adds the texts that a JSON file does not have yet, at the ends of their groups. Nothing else of the file changes: values,
 * order, indentation and line ends stay. Throws a GeneratorError `locale_broken` when the file is no JSON object, or has a text
 * where a group goes.
 */
export function addMissingKeys(before: string, texts: Texts, file: string): string {
  const root = parse(before, file);
  const newline = before.includes("\r\n") ? "\r\n" : "\n";
  const indent = /\n([ \t]+)"/.exec(before)?.[1] ?? "  ";
  const flat = withoutFlat(texts, root, "");
  const insertions = findInsertions(flat, { value: root, object: scan(before), path: [], file });
  return insertions
    .toSorted((a, b) => b.object.end - a.object.end)
    .reduce(
      (text, { object, added, depth }) => insert(text, object, printMembers(added, { indent, newline, depth })),
      before,
    );
}

interface Insertion {
  readonly object: ScannedObject;
  readonly added: Texts;
  /** How many groups lie around the new members: 1 in the root. */
  readonly depth: number;
}

interface Group {
  readonly value: Readonly<Record<string, unknown>>;
  readonly object: ScannedObject;
  readonly path: readonly string[];
  readonly file: string;
}

function parse(text: string, file: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (isGroup(value)) return value;
  } catch (cause) {
    throw new GeneratorError("locale_broken", { file, reason: (cause as Error).message }, { cause });
  }
  throw new GeneratorError("locale_broken", { file, reason: "it is no JSON object" });
}

/** Leaves out what the root has under a flat key, `"post.title"`. */
function withoutFlat(texts: Texts, root: Readonly<Record<string, unknown>>, prefix: string): Texts {
  const entries = Object.entries(texts).filter(([key]) => prefix === "" || !Object.hasOwn(root, `${prefix}${key}`));
  return Object.fromEntries(
    entries
      .map(([key, text]): [string, string | Texts] => [
        key,
        typeof text === "string" ? text : withoutFlat(text, root, `${prefix}${key}.`),
      ])
      .filter(([, text]) => typeof text === "string" || Object.keys(text).length > 0),
  );
}

function findInsertions(texts: Texts, { value, object, path, file }: Group): readonly Insertion[] {
  const added: Record<string, string | Texts> = {};
  const below: Insertion[] = [];
  for (const [key, text] of Object.entries(texts)) {
    const present = Object.hasOwn(value, key) ? value[key] : undefined;
    const member = object.members.get(key);
    if (present === undefined) added[key] = text;
    else if (typeof text === "string") continue;
    else if (isGroup(present) && member) {
      below.push(...findInsertions(text, { value: present, object: member, path: [...path, key], file }));
    } else {
      const reason = `${[...path, key].join(".")} is there and is no group of texts`;
      throw new GeneratorError("locale_broken", { file, reason });
    }
  }
  return Object.keys(added).length === 0 ? below : [...below, { object, added, depth: path.length + 1 }];
}

function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

interface Style {
  readonly indent: string;
  readonly newline: string;
  readonly depth: number;
}

/** The members as lines, the last one followed by the line of the closing brace. */
function printMembers(
  added: Texts,
  { indent, newline, depth }: Style,
): { readonly lines: string; readonly close: string } {
  const json = JSON.stringify(added, null, indent).slice(2, -2);
  const lines = json.split("\n").map((line) => indent.repeat(depth - 1) + line);
  return { lines: newline + lines.join(newline), close: newline + indent.repeat(depth - 1) };
}

function insert(text: string, object: ScannedObject, { lines, close }: ReturnType<typeof printMembers>): string {
  const { lastValueEnd, end } = object;
  if (lastValueEnd === null) return text.slice(0, end).trimEnd() + lines + close + text.slice(end);
  // A group on one line is opened: its brace gets a line of its own.
  const tail = text.slice(lastValueEnd, end).includes("\n") ? text.slice(lastValueEnd, end) : close;
  return `${text.slice(0, lastValueEnd)},${lines}${tail}${text.slice(end)}`;
}

/** Where an object of valid JSON ends (at its brace), where its last value does, and the objects among its values. */
interface ScannedObject {
  readonly members: ReadonlyMap<string, ScannedObject>;
  readonly lastValueEnd: number | null;
  readonly end: number;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g;

/** Finds the places of objects in a text that JSON.parse takes. */
function scan(text: string): ScannedObject {
  const tokens = [...text.matchAll(TOKEN)].map((match) => ({ text: match[0], start: match.index }));
  let at = 0;
  const readObject = (): ScannedObject => {
    const members = new Map<string, ScannedObject>();
    let lastValueEnd: number | null = null;
    at++;
    while (tokens[at]!.text !== "}") {
      if (tokens[at]!.text === ",") at++;
      const key = JSON.parse(tokens[at]!.text) as string;
      at += 2;
      const object = readValue();
      lastValueEnd = tokens[at - 1]!.start + tokens[at - 1]!.text.length;
      if (object) members.set(key, object);
    }
    return { members, lastValueEnd, end: tokens[at++]!.start };
  };
  const readValue = (): ScannedObject | null => {
    if (tokens[at]!.text === "{") return readObject();
    if (tokens[at++]!.text !== "[") return null;
    while (tokens[at]!.text !== "]") {
      if (tokens[at]!.text === ",") at++;
      else readValue();
    }
    at++;
    return null;
  };
  return readObject();
}
