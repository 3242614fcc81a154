import { GeneratorError } from "../core/errors.ts";
import type { Operation } from "../core/plan.ts";
import { relinked } from "./edit-record.ts";
import { type AdrBook, findRecord } from "./find-record.ts";
import { escapeTitle } from "./markdown.ts";
import { type AdrRecord, fileNameOf, nextNumber } from "./record.ts";

/** A text of the project that may name records: code, documents. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
}

export interface Renumbering {
  readonly operations: readonly Operation[];
  readonly file: string;
  /** References that stay with another record of the old number, since nobody can tell whom they mean. */
  readonly ambiguous: number;
}

/**
 * Plans to give a record another number, the next free one unless it is said: its file, its title, the links of other records
 * and the references in code. Throws a GeneratorError: `adr_unknown`, `adr_ambiguous`, `adr_no_number`, `adr_number_taken`.
 */
export function planRenumber(
  { ref, number }: { readonly ref: string; readonly number?: number | undefined },
  book: AdrBook,
  sources: readonly SourceText[],
): Renumbering {
  const record = findRecord(book, ref);
  if (record.id.kind !== "number") throw new GeneratorError("adr_no_number", { file: record.file });
  const old = record.id.number;
  const next = number ?? nextNumber(book.records);
  const holder = book.records.find(({ id }) => id.kind === "number" && id.number === next);
  if (holder !== undefined) throw new GeneratorError("adr_number_taken", { number: next, file: holder.file });
  const name = fileNameOf(record).replace(/^\d+/, String(next).padStart(4, "0"));
  const moved = { file: `${book.dir}/${name}`, id: { kind: "number", number: next }, title: record.title } as const;
  const isShared = book.records.some(({ id }, index) => {
    return id.kind === "number" && id.number === old && book.records[index] !== record;
  });
  const change = (text: string): string => {
    const linked = relinked(text, record, moved);
    return isShared ? relabelled(linked, { old, next, name }) : linked.replaceAll(refPattern(old), renumbered(next));
  };
  const move: readonly Operation[] = [
    { kind: "delete", path: record.file },
    { kind: "create", path: moved.file, content: change(retitled(record, next)) },
  ];
  const others = [...book.records, ...sourcesBeside(book, sources)].filter((other) => other !== record);
  const ambiguous = isShared ? others.reduce((sum, { text }) => sum + countOf(refPattern(old), change(text)), 0) : 0;
  return { operations: [...move, ...edits(others, ({ text }) => change(text))], file: moved.file, ambiguous };
}

function sourcesBeside({ records }: AdrBook, sources: readonly SourceText[]): readonly SourceText[] {
  const known = new Set(records.map(({ file }) => file));
  return sources.filter(({ file }) => !known.has(file));
}

function countOf(pattern: RegExp, text: string): number {
  return text.match(pattern)?.length ?? 0;
}

/** `[ADR-0007](0008-use-x.md)`: where the number is shared, the file says which record a label means. */
function relabelled(
  text: string,
  { old, next, name }: { readonly old: number; readonly next: number; readonly name: string },
): string {
  return text.replaceAll(/\[ADR-(\d+)\]\(([^)\s]+)/g, (all, digits: string, href: string) => {
    const isMeant = Number(digits) === old && [name, encodeURI(name)].includes(href.replace(/^.*\//, ""));
    return isMeant ? `[ADR-${padded(next, digits)}](${href}` : all;
  });
}

/** `ADR-0007` keeps its zeros. */
function renumbered(next: number): (all: string, start: string, digits: string) => string {
  return (_, start, digits) => `${start}${padded(next, digits)}`;
}

function padded(number: number, like: string): string {
  return String(number).padStart(like.startsWith("0") ? like.length : 1, "0");
}

function retitled({ text, title, titleNumber, titleLine }: AdrRecord, next: number): string {
  if (titleNumber === null) return text;
  const lines = text.split("\n");
  const ending = lines[titleLine - 1]?.endsWith("\r") ? "\r" : "";
  return lines.with(titleLine - 1, `# ${next}. ${escapeTitle(title)}${ending}`).join("\n");
}

function edits<Text extends SourceText>(texts: readonly Text[], change: (one: Text) => string): readonly Operation[] {
  return texts.flatMap((one): readonly Operation[] => {
    const changed = change(one);
    return changed === one.text ? [] : [{ kind: "edit", path: one.file, edit: () => changed }];
  });
}

/** `ADR-7`, `ADR-0007`, and no longer number. */
function refPattern(number: number): RegExp {
  return new RegExp(`\\b(ADR-)(0*${number})\\b`, "g");
}
