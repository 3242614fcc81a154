import { GeneratorError } from "./errors.ts";
import { type Insertion, insertMembers } from "./json-insert.ts";
import { isGroup, memberOf, scanJson, type ScannedObject } from "./json-scan.ts";

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
  const flat = withoutFlat(texts, root, "");
  return insertMembers(before, findInsertions(flat, { value: root, object: scanJson(before), path: [], file }));
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
  const deeper: Insertion[] = [];
  for (const [key, text] of Object.entries(texts)) {
    const present = Object.hasOwn(value, key) ? value[key] : undefined;
    const below = memberOf(object, key)?.object;
    if (present === undefined) added[key] = text;
    else if (typeof text === "string") continue;
    else if (isGroup(present) && below) {
      deeper.push(...findInsertions(text, { value: present, object: below, path: [...path, key], file }));
    } else {
      const reason = `${[...path, key].join(".")} is there and is no group of texts`;
      throw new GeneratorError("locale_broken", { file, reason });
    }
  }
  return Object.keys(added).length === 0 ? deeper : [...deeper, { object, added, depth: path.length + 1 }];
}
