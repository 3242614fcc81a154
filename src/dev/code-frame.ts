import type { SourcePlace } from "../../runtime/dev/messages.ts";

const BEFORE = 2;
const AFTER = 1;
/** A longer line (minified code, data) would bury what it is shown for. */
const WIDTH = 160;

/** The lines around a place of a file with a mark under its column; null when the file has no such line. */
export function codeFrame(source: string, place: Pick<SourcePlace, "line" | "column">): string | null {
  const lines = source.split(/\r?\n/);
  if (lines[place.line - 1] === undefined) return null;
  const first = Math.max(1, place.line - BEFORE);
  const last = Math.min(lines.length, place.line + AFTER);
  const gutter = String(last).length;
  const shown: string[] = [];
  for (let number = first; number <= last; number++) {
    const text = (lines[number - 1] ?? "").replaceAll("\t", " ").slice(0, WIDTH);
    const here = number === place.line;
    shown.push(`${here ? ">" : " "} ${String(number).padStart(gutter)} │ ${text}`.trimEnd());
    if (here && place.column <= WIDTH)
      shown.push(`  ${" ".repeat(gutter)} │ ${" ".repeat(Math.max(0, place.column - 1))}^`);
  }
  return shown.join("\n");
}
