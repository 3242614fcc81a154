import { diffArrays } from "diff";

/**
 * Merges by lines: what leads from `base` to `ours`, and what leads from `base` to `theirs`. Null where the two overlap. Changes
 * of neighbouring lines do not: imports and list entries stand close together.
 */
export function mergeLines({ base, ours, theirs }: Versions): string | null {
  const lines = linesOf(base);
  const merged = joinHunks(hunksOf(lines, linesOf(ours)), hunksOf(lines, linesOf(theirs)));
  return merged && applyHunks(lines, merged).join("");
}

/** A text, and two that were made of it. */
export interface Versions {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

/** The lines `start` to before `end` of the base become `lines`. */
interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** Each line with its end. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function hunksOf(base: string[], other: string[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let at = 0;
  let open: Hunk | null = null;
  for (const { added, removed, value } of diffArrays(base, other)) {
    if (!added && !removed) {
      if (open) hunks.push(open);
      open = null;
      at += value.length;
      continue;
    }
    open ??= { start: at, end: at, lines: [] };
    if (removed) at += value.length;
    open = { ...open, end: at, lines: added ? [...open.lines, ...value] : open.lines };
  }
  return open ? [...hunks, open] : hunks;
}

/** Both lists as one, in order; null when a hunk of one meets a hunk of the other. */
function joinHunks(ours: readonly Hunk[], theirs: readonly Hunk[]): readonly Hunk[] | null {
  const others = theirs.filter((hunk) => !ours.some((own) => isEqual(own, hunk)));
  const meet = ours.some((own) => others.some((hunk) => overlaps(own, hunk)));
  return meet ? null : [...ours, ...others].toSorted((a, b) => a.start - b.start || a.end - b.end);
}

function isEqual(a: Hunk, b: Hunk): boolean {
  const sameLines = a.lines.length === b.lines.length && a.lines.every((line, index) => line === b.lines[index]);
  return a.start === b.start && a.end === b.end && sameLines;
}

function overlaps(a: Hunk, b: Hunk): boolean {
  // Two insertions at one place: nothing says which goes first.
  if (a.start === b.start && (a.start === a.end) === (b.start === b.end)) return true;
  return a.start < b.end && b.start < a.end;
}

function applyHunks(base: readonly string[], hunks: readonly Hunk[]): readonly string[] {
  const parts: string[][] = [];
  let at = 0;
  for (const { start, end, lines } of hunks) {
    parts.push(base.slice(at, start), [...lines]);
    at = end;
  }
  return [...parts.flat(), ...base.slice(at)];
}
