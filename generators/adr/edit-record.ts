import { escapeTitle } from "./markdown.ts";
import { readFrontMatter } from "./front-matter.ts";
import { type AdrLink, type AdrRecord, fileNameOf, headingOf, idOfFile, isSupersededBy, refOf } from "./record.ts";
import { visibleLines } from "./visible-lines.ts";

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
  const start = visibleLines(lines).findIndex((row) => /^##\s+status\s*$/i.test(row));
  if (start === -1)
    return [...trimmed(lines, end), ...ended(["", "## Status", "", linkText(link)], end), ""].join("\n");
  const stop = sectionEnd(lines, start);
  const ends = isSupersededBy(link.relation) && record.status !== "superseded";
  const said = lines.slice(start + 1, stop).filter((_, index) => !(ends && start + 2 + index === record.statusLine));
  const paragraphs = [...said.join("\n").split(/\n\s*\n/), linkText(link)].map((text) => text.trim()).filter(Boolean);
  const section = `\n${paragraphs.join("\n\n")}`.split("\n");
  // Behind the last section stands only the end of the last line.
  const rest = stop < lines.length ? [end, ...lines.slice(stop)] : [""];
  return [...firstLines(lines, start + 1, end), ...ended(section, end), ...rest].join("\n");
}

/** Index of the next heading, or of the end. */
function sectionEnd(lines: readonly string[], start: number): number {
  const next = lines.findIndex((row, index) => index > start && row.startsWith("##"));
  return next === -1 ? lines.length : next;
}

/** MADR says the successor in the status itself, and several one after the other. */
function withStatus(record: AdrRecord, { target }: NewLink): string {
  const { lines } = linesOf(record.text);
  const others = record.links.filter(({ relation }) => isSupersededBy(relation)).map(successorText);
  const said = `superseded by ${[...others, successorText({ target: fileNameOf(target) })].join(", ")}`;
  if (record.status === null) return withHead(record, `status: "${said}"`);
  const rows = lines.map((row, index) => {
    if (index !== record.statusLine - 1) return row;
    const end = row.endsWith("\r") ? "\r" : "";
    const [, key = "", bullet = ""] = /^(([*-]\s+)?status:)/i.exec(row) ?? [];
    return bullet === "" ? `${key} "${said}"${end}` : `${key} ${said}${end}`;
  });
  return rows.join("\n");
}

/** `[ADR-0005](0005-use-x.md)`; a reference without an address stays as it is. */
function successorText({ target }: Pick<AdrLink, "target">): string {
  const id = idOfFile(target);
  if (id === null) return target;
  const padded = id.kind === "number" ? `ADR-${String(id.number).padStart(4, "0")}` : refOf(id);
  return `[${padded}](${encodeURI(target)})`;
}

/** With one more line in its front matter. */
function withHead({ text }: AdrRecord, row: string): string {
  const { lines, end } = linesOf(text);
  if (readFrontMatter(lines).end > 0) return lines.toSpliced(1, 0, row + end).join("\n");
  return [...ended(["---", row, "---", ""], end), ...lines].join("\n");
}

/** Other links of MADR are a list of their own at the end. */
function withListedLink(record: AdrRecord, link: NewLink): string {
  const { lines, end } = linesOf(record.text);
  const start = visibleLines(lines).findIndex((row) => /^##\s+links\s*$/i.test(row));
  const bullet = `* ${linkText(link)}`;
  if (start === -1) return [...trimmed(lines, end), ...ended(["", "## Links", "", bullet], end), ""].join("\n");
  const stop = sectionEnd(lines, start);
  const section = trimmed(lines.slice(start + 1, stop), end);
  const list = [...(section.length === 0 ? [end] : section), bullet + end];
  const rest = stop < lines.length ? [end, ...lines.slice(stop)] : [""];
  return [...firstLines(lines, start + 1, end), ...list, ...rest].join("\n");
}

/** The rows without the empty ones at their end. */
function trimmed(rows: readonly string[], end: string): readonly string[] {
  return firstLines(rows, rows.findLastIndex((row) => row.trim() !== "") + 1, end);
}

/** The last line of a file has no end of its own; what follows it now gives it one. */
function firstLines(rows: readonly string[], count: number, end: string): readonly string[] {
  return count < rows.length ? rows.slice(0, count) : [...rows.slice(0, -1), ...ended(rows.slice(-1), end)];
}

/** New rows, and those among them that have their end. */
function ended(rows: readonly string[], end: string): readonly string[] {
  return rows.map((row) => (row.endsWith("\r") ? row : row + end));
}

/** Each line keeps its own end; `end` is what a new one has before its line feed. */
function linesOf(text: string): { readonly lines: readonly string[]; readonly end: "" | "\r" } {
  const lines = text.split("\n");
  return { lines, end: lines.length > 1 && lines[0]?.endsWith("\r") ? "\r" : "" };
}

/** A text with its links to a record under its new name and heading, wherever it lies. */
export function relinked(text: string, from: AdrRecord, to: NewLink["target"]): string {
  const [oldName, newName] = [fileNameOf(from), fileNameOf(to)];
  const names = [...new Set([oldName, encodeURI(oldName)])].map(escapeRegExp).join("|");
  const label = escapeRegExp(escapeTitle(headingOf(from)));
  const labelled = new RegExp(`\\[${label}(?=\\]\\((?:\\./)?(?:${names})[)#])`, "g");
  return text
    .replaceAll(labelled, () => `[${escapeTitle(headingOf(to))}`)
    .replaceAll(new RegExp(`(?<![\\p{L}\\p{N}_-])(?:${names})`, "gu"), (name) =>
      name === oldName ? newName : encodeURI(newName),
    );
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
