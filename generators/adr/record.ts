/** A decision record as its file has it. */
export interface AdrRecord {
  /** From the root, with `/`. */
  readonly file: string;
  readonly text: string;
  /** Its lines without code and comments, whose examples it does not say. */
  readonly visible: readonly string[];
  readonly id: AdrId;
  /** Without its number. */
  readonly title: string;
  /** Lines count from 1. */
  readonly titleLine: number;
  /** The number that the title starts with, as adr-tools writes it. */
  readonly titleNumber: number | null;
  /** As written: `2026-11-27`. */
  readonly date: string | null;
  /** The word that says its state, in lower case: `accepted`. Null when there is none. */
  readonly status: string | null;
  readonly statusLine: number;
  readonly links: readonly AdrLink[];
  readonly governs: readonly AdrGlob[];
  readonly format: AdrFormat;
}

/** `nygard`: title, date and a section `Status`, as adr-tools writes it · `madr`: front matter or a list at the top. */
export type AdrFormat = "nygard" | "madr";

/** By number, as adr-tools and MADR have it, or by date, for teams whose branches would take the same number. */
export type AdrId =
  | { readonly kind: "number"; readonly number: number }
  | { readonly kind: "date"; readonly date: string; readonly slug: string };

/** `Supersedes [3. Use MySQL](0003-use-mysql.md)`. */
export interface AdrLink {
  readonly relation: string;
  /** The name of the file it leads to, or `ADR-3` as written. */
  readonly target: string;
  readonly line: number;
}

export interface AdrGlob {
  readonly glob: string;
  readonly line: number;
}

/** The words for the state of a record; MADR and adr-tools know the same. */
export const adrStatuses: readonly string[] = [
  "draft",
  "proposed",
  "on hold",
  "accepted",
  "rejected",
  "deprecated",
  "superseded",
];

/** What a new record starts as: with context and consequences, as MADR has it, or a short one about a piece of code. */
export const adrTemplates = ["nygard", "madr", "code"] as const;
export type AdrTemplate = (typeof adrTemplates)[number];

const FILE_NAME = /^(\d{8}|\d{1,6})-(.+)\.md$/u;

/** What the name of a file says, or null when it is no record's. */
export function idOfFile(file: string): AdrId | null {
  const [, digits = "", slug = ""] = FILE_NAME.exec(file.slice(file.lastIndexOf("/") + 1)) ?? [];
  if (digits === "") return null;
  return digits.length === 8 ? { kind: "date", date: digits, slug } : { kind: "number", number: Number(digits) };
}

/** How people write it: `ADR-7`; of a dated one `ADR-`, its date and its slug. */
export function refOf(id: AdrId): string {
  return id.kind === "number" ? `ADR-${id.number}` : `ADR-${id.date}-${id.slug}`;
}

/** How lists and links call a record: `7. Use Postgres`; of a dated one its title alone. */
export function headingOf({ id, title }: Pick<AdrRecord, "id" | "title">): string {
  return id.kind === "number" ? `${id.number}. ${title}` : title;
}

/** The name of its file without the folders. */
export function fileNameOf({ file }: Pick<AdrRecord, "file">): string {
  return file.slice(file.lastIndexOf("/") + 1);
}

/** In the order of numbers, then of dates and names. */
export function compareRecords(a: AdrRecord, b: AdrRecord): number {
  if (a.id.kind === "number" && b.id.kind === "number" && a.id.number !== b.id.number) return a.id.number - b.id.number;
  return fileNameOf(a) < fileNameOf(b) ? -1 : 1;
}

/** The relation of a record that took the place of another. adr-tools spells it with a c. */
export function isSupersededBy(relation: string): boolean {
  return /^super[sc]eded by$/i.test(relation);
}

/** Finds the record that a link leads to. */
export type FindTarget = (link: Pick<AdrLink, "target">) => AdrRecord | undefined;

/** Looks the records over once, for many links. */
export function targetFinder(records: readonly AdrRecord[]): FindTarget {
  const byName = new Map(records.map((record) => [fileNameOf(record), record]));
  const byRef = new Map(records.map((record) => [refOf(record.id), record]));
  return ({ target }) => byName.get(target) ?? byRef.get(target.replace(/^(adr-)0*(?=\d)/i, "ADR-"));
}

/** The record that took a record's place, as its links say; null where none did. */
export function successorOf(record: AdrRecord, find: FindTarget): AdrRecord | null {
  const link = record.links.find(({ relation }) => isSupersededBy(relation));
  return link === undefined ? null : (find(link) ?? null);
}

/** The number behind the greatest one. */
export function nextNumber(records: readonly AdrRecord[]): number {
  return records.reduce((most, { id }) => (id.kind === "number" ? Math.max(most, id.number) : most), 0) + 1;
}
