/** A text of a record's head. */
export interface Line {
  readonly text: string;
  /** Counts from 1. */
  readonly line: number;
}

export interface FrontMatter {
  /** Index of the line behind it; 0 when there is none. */
  readonly end: number;
  readonly fields: {
    readonly status: readonly Line[];
    readonly date: readonly Line[];
    readonly governs: readonly Line[];
  };
}

/** The few keys of front matter that matter here: scalars, and lists in either writing. Other keys are not looked at. */
export function readFrontMatter(lines: readonly string[]): FrontMatter {
  const fields = { status: [] as Line[], date: [] as Line[], governs: [] as Line[] };
  const end =
    lines[0]?.trimEnd() === "---" ? lines.findIndex((row, index) => index > 0 && row.trimEnd() === "---") : -1;
  let key: keyof typeof fields | undefined;
  for (const [index, row] of lines.slice(0, Math.max(end, 0)).entries()) {
    const [, name, value = ""] = /^([\w-]+):(?:\s+(.*))?$/.exec(row) ?? [];
    if (name !== undefined) key = name === "status" || name === "date" || name === "governs" ? name : undefined;
    if (key === undefined) continue;
    const texts = name === undefined ? [/^\s*-\s+(.+)$/.exec(row)?.[1] ?? ""] : inlineList(value);
    fields[key].push(
      ...texts.map((text) => ({ text: scalarOf(text), line: index + 1 })).filter(({ text }) => text !== ""),
    );
  }
  return { end: end + 1, fields };
}

/** `[a, "b, c", d{e,f}]`; MADR 3 writes a Markdown link there too, which is none. */
function inlineList(value: string): readonly string[] {
  const inside = /^\[(.*)\]\s*(?:#.*)?$/.exec(value.trim())?.[1];
  if (inside === undefined) return [value];
  return inside.match(/(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|\{[^{}]*\}|[^,])+/g) ?? [];
}

/** Without its quotes, or without the comment behind it. */
function scalarOf(text: string): string {
  const [, double, single] = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)')/.exec(text.trim()) ?? [];
  if (double !== undefined) return double.replaceAll(/\\(.)/g, "$1");
  if (single !== undefined) return single.replaceAll("''", "'");
  return text.trim().replace(/(?:^|\s+)#.*$/, "");
}
