import { GeneratorError } from "../core/errors.ts";
import type { CreateOperation, Operation } from "../core/plan.ts";
import { localDay } from "../core/local-day.ts";
import type { Render } from "../core/render.ts";
import { linkText, type NewLink } from "./edit-record.ts";
import { linkEdit } from "./link-edit.ts";
import { type AdrBook, findRecord } from "./find-record.ts";
import { escapePlainTitle, escapeTitle, plainTitle, slugOf } from "./markdown.ts";
import {
  type AdrId,
  type AdrRecord,
  adrStatuses,
  type AdrTemplate,
  adrTemplates,
  headingOf,
  nextNumber,
} from "./record.ts";
import { supersedingWords } from "./superseding-words.ts";

export interface NewRecordInput {
  readonly title: string;
  /** By number or by date; what the folder has when it is not said, else by number. */
  readonly ids?: AdrId["kind"] | undefined;
  /** What the folder has when it is not said, else `nygard`. */
  readonly template?: AdrTemplate | undefined;
  /** `accepted` when it is not said. */
  readonly status?: string | undefined;
  /** Records whose place it takes, as typed. */
  readonly supersedes?: readonly string[] | undefined;
  /** `3:Amends:Amended by` */
  readonly links?: readonly string[] | undefined;
  /** Globs of the code that it is about. */
  readonly governs?: readonly string[] | undefined;
  /** Its date is the local one. */
  readonly now: Date;
}

/** A new record, and what changes in those that it is linked to. */
export interface NewRecord {
  readonly operations: readonly Operation[];
  readonly file: string;
}

/**
 * Plans a record. Throws a GeneratorError: `adr_title_refused`, `adr_status_unknown`, `adr_link_refused`, `adr_unknown`,
 * `adr_ambiguous`.
 */
export function planNewRecord(input: NewRecordInput, book: AdrBook, render: Render): NewRecord {
  const title = checkTitle(input.title);
  const date = localDay(input.now);
  const id = newId(input, { title, date, book });
  const name = `${id.kind === "number" ? String(id.number).padStart(4, "0") : id.date}-${slugOf(title)}.md`;
  const target = { file: `${book.dir}/${name}`, id, title };
  const links = readLinks(input, book);
  const operation = writeRecord(target, { input, links, date, book, render });
  return { file: target.file, operations: [operation, ...backLinks(links, target)] };
}

interface PlannedLink extends NewLink {
  readonly target: AdrRecord;
  /** What the other record says of the new one. */
  readonly back: string;
}

function checkTitle(typed: string): string {
  const title = plainTitle(typed);
  const refuse = (reason: string): never => {
    throw new GeneratorError("adr_title_refused", { title: typed.slice(0, 60), reason });
  };
  if (title === "") refuse("it is empty");
  if (title.length > 200) refuse(`it has ${title.length} characters, and 200 is the limit`);
  return slugOf(title) === "" ? refuse("it has no letter or digit for the file's name") : title;
}

function newId(
  { ids }: NewRecordInput,
  { title, date, book }: { readonly title: string; readonly date: string; readonly book: AdrBook },
): AdrId {
  const numbered = book.records.filter(({ id }) => id.kind === "number");
  const byDate = ids === undefined ? numbered.length < book.records.length / 2 : ids === "date";
  if (byDate) return { kind: "date", date: date.replaceAll("-", ""), slug: slugOf(title) };
  return { kind: "number", number: nextNumber(book.records) };
}

function readLinks({ supersedes = [], links = [] }: NewRecordInput, book: AdrBook): readonly PlannedLink[] {
  const superseded = supersedes.map((ref) => {
    return { ...supersedingWords(book), target: findRecord(book, ref) };
  });
  return [...superseded, ...links.map((text) => readLink(text, book))];
}

/** A record may be named by a file with a colon, so the relations are the last two parts. */
function readLink(text: string, book: AdrBook): PlannedLink {
  const [, ref, relation, back] = /^(.+):([^:]+):([^:]+)$/.exec(text) ?? [];
  if (ref === undefined || !isRelation(relation) || !isRelation(back))
    throw new GeneratorError("adr_link_refused", { text });
  return { relation: relation.trim(), back: back.trim(), target: findRecord(book, ref) };
}

/** Whether a text can stand before a link as what it says: `Amends`. */
export function isRelation(text: string | undefined): text is string {
  return text !== undefined && /^[\p{L}\p{M}][\p{L}\p{M}\p{N} '-]{0,60}$/u.test(text.trim());
}

interface Writing {
  readonly input: NewRecordInput;
  readonly links: readonly PlannedLink[];
  readonly date: string;
  readonly book: AdrBook;
  readonly render: Render;
}

function writeRecord(target: NewLink["target"], { input, links, date, book, render }: Writing): CreateOperation {
  const status = checkStatus(input.status ?? "accepted");
  const template = input.template ?? usualTemplate(book);
  const plain = escapePlainTitle(target.title);
  const heading = target.id.kind === "number" ? escapeTitle(headingOf(target)) : plain;
  const governs = (input.governs ?? []).map(checkGlob);
  if (template === undefined && book.ownTemplate !== null) {
    const content = fillOwnTemplate(book.ownTemplate, { heading, date, status: capitalized(status), links });
    return { kind: "create", path: target.file, content };
  }
  const chosen = template ?? "nygard";
  const [operation] = render("adr", {
    path: target.file,
    ...Object.fromEntries(adrTemplates.map((name) => [name, name === chosen])),
    heading: chosen === "madr" ? plain : heading,
    date,
    status: chosen === "madr" ? status : capitalized(status),
    links: links.map(linkText),
    globs: governs,
    governs: governs.map((glob) => `\`${glob}\``).join(", "),
  });
  return operation!;
}

/** A record says a glob in a line of its own, as code. */
function checkGlob(typed: string): string {
  const glob = plainTitle(typed);
  if (glob !== "" && !glob.includes("`")) return glob;
  throw new GeneratorError("option_refused", { option: "--governs", value: typed, expected: "a glob: src/db/**" });
}

/** MADR where most of the records are; else the folder's own template, or Nygard's. */
function usualTemplate({ records }: AdrBook): AdrTemplate | undefined {
  const madr = records.filter(({ format }) => format === "madr").length;
  return madr > records.length / 2 ? "madr" : undefined;
}

function checkStatus(typed: string): string {
  const status = typed.trim().toLowerCase();
  if (adrStatuses.includes(status)) return status;
  throw new GeneratorError("adr_status_unknown", { status: typed, known: adrStatuses });
}

interface OwnValues {
  readonly heading: string;
  readonly date: string;
  readonly status: string;
  readonly links: readonly PlannedLink[];
}

/** The words of adr-tools' templates, each at its first place in a line. */
function fillOwnTemplate(template: string, { heading, date, status, links }: OwnValues): string {
  const [number = "", title = heading] = heading.split(/^(\d+)\. /).filter(Boolean);
  const values: Readonly<Record<string, string>> = { NUMBER: number, TITLE: title, DATE: date, STATUS: status };
  const filled = template.replaceAll(/\b(NUMBER|TITLE|DATE|STATUS)\b/g, (word) => values[word] ?? word);
  const below = links.map((link) => `\n\n${linkText(link)}`).join("");
  return filled.replace(new RegExp(`^${status}$`, "m"), (line) => line + below);
}

/** A record may be superseded and linked otherwise at once: its file is edited once. */
function backLinks(links: readonly PlannedLink[], target: NewLink["target"]): readonly Operation[] {
  const records = [...new Set(links.map(({ target: record }) => record))];
  return records.map((record) => {
    const own = links.filter((link) => link.target === record).map(({ back }) => ({ relation: back, target }));
    return { kind: "edit", path: record.file, edit: linkEdit(record, own) };
  });
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
