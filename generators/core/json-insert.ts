import type { ScannedObject } from "./json-scan.ts";

/** New members of one object of a JSON text. */
export interface Insertion {
  readonly object: ScannedObject;
  readonly added: Readonly<Record<string, unknown>>;
  /** How many objects lie around the new members: 1 in the root. */
  readonly depth: number;
}

/** Puts members at the ends of objects. The rest of the text stays, and its indentation and line ends are taken up. */
export function insertMembers(text: string, insertions: readonly Insertion[]): string {
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const indent = /\n([ \t]+)"/.exec(text)?.[1] ?? "  ";
  return insertions
    .toSorted((a, b) => b.object.end - a.object.end)
    .reduce((edited, { object, added, depth }) => {
      return insert(edited, object, printMembers(added, { indent, newline, depth }));
    }, text);
}

interface Style {
  readonly indent: string;
  readonly newline: string;
  readonly depth: number;
}

/** The members as lines, and the line of the closing brace. */
function printMembers(
  added: Insertion["added"],
  { indent, newline, depth }: Style,
): { readonly lines: string; readonly close: string } {
  const json = JSON.stringify(added, null, indent).slice(2, -2);
  const lines = json.split("\n").map((line) => indent.repeat(depth - 1) + line);
  return { lines: newline + lines.join(newline), close: newline + indent.repeat(depth - 1) };
}

function insert(text: string, object: ScannedObject, { lines, close }: ReturnType<typeof printMembers>): string {
  const brace = object.end - 1;
  const last = object.members.at(-1);
  if (last === undefined) return text.slice(0, brace).trimEnd() + lines + close + text.slice(brace);
  // An object on one line is opened: its brace gets a line of its own.
  const tail = text.slice(last.end, brace).includes("\n") ? text.slice(last.end, brace) : close;
  return `${text.slice(0, last.end)},${lines}${tail}${text.slice(brace)}`;
}
