import { escapeTitle } from "./markdown.ts";
import { type AdrRecord, fileNameOf, headingOf, isSupersededBy, refOf } from "./record.ts";

/** A link to write into a record. */
export interface NewLink {
  readonly relation: string;
  readonly target: Pick<AdrRecord, "file" | "id" | "title">;
}

/** `Supersedes [3. Use MySQL](0003-use-mysql.md)` */
export function linkText({ relation, target }: NewLink): string {
  return `${relation} [${escapeTitle(headingOf(target))}](${encodeURI(fileNameOf(target))})`;
}

/** The record's text with a link, once, and nothing else changed. One that says who superseded it is superseded by that. */
export function withLink(record: AdrRecord, link: NewLink): string {
  const target = fileNameOf(link.target);
  const isThere = record.links.some((one) => one.target === target && sameRelation(one.relation, link.relation));
  if (isThere) return record.text;
  if (record.format === "nygard") return withStatusLine(record, link);
  return isSupersededBy(link.relation) ? withStatus(record, link) : withListedLink(record, link);
}

function sameRelation(a: string, b: string): boolean {
  return plainRelation(a) === plainRelation(b);
}

/** adr-tools spells `supersede` with a c. */
function plainRelation(text: string): string {
  return text.toLowerCase().replace("supercede", "supersede");
}

/** At the end of the section Status, where adr-tools puts it; the state that a successor ends goes. */
function withStatusLine(record: AdrRecord, link: NewLink): string {
  const { lines, end } = linesOf(record.text);
  const start = lines.findIndex((row) => /^##\s+status\s*$/i.test(row));
  if (start === -1) return [...trimmed(lines), "", "## Status", "", linkText(link), ""].join(end);
  const stop = sectionEnd(lines, start);
  const ends = isSupersededBy(link.relation) && record.status !== "superseded";
  const said = lines.slice(start + 1, stop).filter((_, index) => !(ends && start + 2 + index === record.statusLine));
  const paragraphs = [...said.join("\n").split(/\n\s*\n/), linkText(link)].map((text) => text.trim()).filter(Boolean);
  const section = `\n${paragraphs.join("\n\n")}\n`.split("\n");
  return [...lines.slice(0, start + 1), ...section, ...lines.slice(stop)].join(end);
}

/** Index of the next heading, or of the end. */
function sectionEnd(lines: readonly string[], start: number): number {
  const next = lines.findIndex((row, index) => index > start && row.startsWith("##"));
  return next === -1 ? lines.length : next;
}

/** MADR says the successor in the status itself. */
function withStatus(record: AdrRecord, { target }: NewLink): string {
  const { lines, end } = linesOf(record.text);
  const padded = target.id.kind === "number" ? `ADR-${String(target.id.number).padStart(4, "0")}` : refOf(target.id);
  const said = `superseded by [${padded}](${encodeURI(fileNameOf(target))})`;
  const rows = lines.map((row, index) => {
    if (index !== record.statusLine - 1) return row;
    return row.replace(/^(status:\s*).*$/i, `$1"${said}"`).replace(/^([*-]\s+status:\s*).*$/i, `$1${said}`);
  });
  return rows.join(end);
}

/** Other links of MADR are a list of their own at the end. */
function withListedLink(record: AdrRecord, link: NewLink): string {
  const { lines, end } = linesOf(record.text);
  const start = lines.findIndex((row) => /^##\s+links\s*$/i.test(row));
  const bullet = `* ${linkText(link)}`;
  if (start === -1) return [...trimmed(lines), "", "## Links", "", bullet, ""].join(end);
  const stop = sectionEnd(lines, start);
  const section = trimmed(lines.slice(start + 1, stop));
  return [
    ...lines.slice(0, start + 1),
    ...(section.length === 0 ? [""] : section),
    bullet,
    "",
    ...lines.slice(stop),
  ].join(end);
}

/** The rows without the empty ones at their end. */
function trimmed(rows: readonly string[]): readonly string[] {
  return rows.slice(0, rows.findLastIndex((row) => row.trim() !== "") + 1);
}

function linesOf(text: string): { readonly lines: readonly string[]; readonly end: string } {
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  return { lines: text.split(end), end };
}

/** Records with the links to a record under its new name and heading. */
export function relinked(record: AdrRecord, from: AdrRecord, to: NewLink["target"]): string {
  const oldName = encodeURI(fileNameOf(from));
  const newName = encodeURI(fileNameOf(to));
  const oldLabel = escapeTitle(headingOf(from));
  return record.text
    .replaceAll(`[${oldLabel}](${oldName})`, `[${escapeTitle(headingOf(to))}](${newName})`)
    .replaceAll(`](${oldName}`, `](${newName}`)
    .replaceAll(`](./${oldName}`, `](./${newName}`);
}
