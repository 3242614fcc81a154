import { type Line, readFrontMatter } from "./front-matter.ts";
import { unescapeTitle } from "./markdown.ts";
import { readLinks } from "./record-links.ts";
import { type AdrGlob, type AdrId, type AdrLink, type AdrRecord, adrStatuses } from "./record.ts";
import { visibleLines } from "./visible-lines.ts";

/** Reads a record in the format of adr-tools or of MADR 2, 3 and 4. What it does not say is null or empty, never an error. */
export function parseRecord({ file, text, id }: Pick<AdrRecord, "file" | "text"> & { readonly id: AdrId }): AdrRecord {
  const raw = text.split(/\r?\n/);
  const lines = visibleLines(raw);
  const head = readFrontMatter(raw);
  const title = findTitle({ raw, lines }, head.end);
  const start = lines.findIndex((row) => row.startsWith("## ") && /^##\s+status\s*$/i.test(row));
  const section = sectionOf(lines, /^##\s+status\s*$/i);
  const listed = listAtTop(lines, title.line);
  const inList = listed.filter(isStatus).map(valueOf);
  const status = statusIn(section) ?? statusIn(head.fields.status) ?? statusIn(inList);
  return {
    file,
    text,
    visible: lines,
    id,
    ...title.said,
    titleLine: title.line,
    date: dateIn(lines, title.line, [...head.fields.date, ...listed]),
    status: status?.word ?? null,
    statusLine: status?.line ?? (start === -1 ? title.line : start + 1),
    links: [section, head.fields.status, inList, sectionOf(lines, /^##\s+(?:links|more information)\s*$/i)].flatMap(
      linksIn,
    ),
    governs: [...head.fields.governs.map(globOf), ...governsLines(raw, title.line)],
    format: start !== -1 || isNygards(title.said, [...head.fields.status, ...inList]) ? "nygard" : "madr",
  };
}

/** Without a section for its status it is MADR's, which needs none, unless its title has a number as only adr-tools writes it. */
function isNygards({ titleNumber }: Pick<AdrRecord, "titleNumber">, status: readonly Line[]): boolean {
  return titleNumber !== null && status.length === 0;
}

function findTitle(
  { raw, lines }: { readonly raw: readonly string[]; readonly lines: readonly string[] },
  from: number,
): { readonly said: Pick<AdrRecord, "title" | "titleNumber">; readonly line: number } {
  const index = lines.findIndex((row, at) => at >= from && /^#\s/.test(row));
  const [, digits, title = ""] = /^#\s+(?:(\d+)\.\s+)?(.*?)\s*$/.exec(raw[index] ?? "") ?? [];
  const titleNumber = digits === undefined ? null : Number(digits);
  return { said: { title: unescapeTitle(title), titleNumber }, line: index === -1 ? 1 : index + 1 };
}

/** The lines of a section that say something. */
function sectionOf(lines: readonly string[], heading: RegExp): readonly Line[] {
  const start = lines.findIndex((row) => row.startsWith("## ") && heading.test(row));
  if (start === -1) return [];
  const length = lines.slice(start + 1).findIndex((row) => /^#{1,2}\s/.test(row));
  const rows = lines.slice(start + 1, length === -1 ? undefined : start + 1 + length);
  return rows.map((text, index) => ({ text, line: start + 2 + index })).filter(({ text }) => text.trim() !== "");
}

/** MADR 2: `* Status: accepted` below the title. */
function listAtTop(lines: readonly string[], titleLine: number): readonly Line[] {
  const rows = lines.slice(titleLine);
  const end = rows.findIndex((row) => row.startsWith("#"));
  return rows
    .slice(0, end === -1 ? undefined : end)
    .map((text, index) => ({ text, line: titleLine + index + 1 }))
    .filter(({ text }) => /^[*-]\s+\w+:/.test(text));
}

function isStatus({ text }: Line): boolean {
  return /^[*-]\s+status:/i.test(text);
}

function valueOf({ text, line }: Line): Line {
  return { text: text.replace(/^[*-]\s+\w+:\s*/, ""), line };
}

/** The word of a state, or all that stands there instead; a record with a successor alone is superseded. */
function statusIn(lines: readonly Line[]): { readonly word: string; readonly line: number } | undefined {
  const plain = lines.find(({ text }) => readLinks(text).length === 0) ?? lines[0];
  const said =
    plain?.text
      .replaceAll(/[*_]/g, "")
      .replace(/^\s*-\s+/, "")
      .trim()
      .toLowerCase() ?? "";
  if (plain === undefined || !/^(?:[\d-]+ )?\p{L}/u.test(said)) return undefined;
  const superseded = lines.find(({ text }) => /^[\s*_-]*super[sc]eded\b/i.test(text));
  if (superseded !== undefined) return { word: "superseded", line: superseded.line };
  const word = adrStatuses.find((status) => new RegExp(`^(?:[\\d-]+ )?${status}\\b`).test(said));
  return { word: word ?? said, line: plain.line };
}

function dateIn(lines: readonly string[], titleLine: number, listed: readonly Line[]): string | null {
  const texts = [...lines.slice(titleLine, titleLine + 6), ...listed.map(({ text }) => text)];
  for (const text of texts) {
    const date = /^(?:[*-]\s+)?(?:date:\s*)?(\d{4}-\d{2}-\d{2})\b/i.exec(text.trim())?.[1];
    if (date !== undefined) return date;
  }
  return null;
}

function linksIn(lines: readonly Line[]): readonly AdrLink[] {
  return lines.flatMap(({ text, line }) => readLinks(text).map(({ relation, target }) => ({ relation, target, line })));
}

/** `Governs: runtime/http/**, src/*.ts` in the lines above the first section. */
function governsLines(lines: readonly string[], titleLine: number): readonly AdrGlob[] {
  const rows = lines.slice(titleLine);
  const end = rows.findIndex((row) => row.startsWith("##"));
  return rows.slice(0, end === -1 ? undefined : end).flatMap((row, index) => {
    const said = /^(?:[*-]\s+)?governs:\s*(.+)$/i.exec(row)?.[1] ?? "";
    // As code, or between commas: one in braces is part of a glob.
    const globs = said.match(/`[^`]*`|(?:\{[^{}]*\}|[^,`])+/g) ?? [];
    const texts = globs.filter((glob) => glob.trim() !== "");
    return texts.map((text) => globOf({ text, line: titleLine + index + 1 }));
  });
}

function globOf({ text, line }: Line): AdrGlob {
  return { glob: text.trim().replace(/^`(.*)`$/, "$1"), line };
}
