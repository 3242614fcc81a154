export interface LineInsertion {
  /** Without its indentation and line end. */
  readonly line: string;
  /** The line goes before the first one that starts with this text, two spaces deeper. */
  readonly before: string;
  /** A text that has this has the line already. */
  readonly unless: string;
}

/** Puts a line where it belongs. A text that has no place for it stays as it is. */
export function insertLine(text: string, { line, before, unless }: LineInsertion): string {
  if (text.includes(unless)) return text;
  const lines = text.split("\n");
  const at = lines.findIndex((one) => one.trimStart().startsWith(before));
  const next = lines[at];
  if (next === undefined) return text;
  const indent = next.slice(0, next.length - next.trimStart().length);
  const end = text.includes("\r\n") ? "\r" : "";
  return lines.toSpliced(at, 0, `${indent}  ${line}${end}`).join("\n");
}
