import { unescapeTitle } from "./markdown.ts";
import { type AdrGlob, type AdrId, type AdrLink, type AdrRecord } from "./record.ts";

/** Reads a record in the format of adr-tools or of MADR 2, 3 and 4. What it does not say is null or empty, never an error. */
export function parseRecord({ file, text, id }: Pick<AdrRecord, "file" | "text"> & { readonly id: AdrId }): AdrRecord {
  const lines = text.split(/\r?\n/);
  const head = readFrontMatter(lines);
  const title = findTitle(lines, head.end);
  const section = sectionOf(lines, /^##\s+status\s*$/i);
  const listed = head.end > 0 ? [] : listAtTop(lines, title.line);
  const status = statusIn(section) ?? statusIn(head.fields.status) ?? statusIn(listed.filter(isStatus).map(valueOf));
  return {
    file,
    text,
    id,
    ...title.said,
    titleLine: title.line,
    date: dateIn(lines, title.line, [...head.fields.date, ...listed]),
    status: status?.word ?? null,
    statusLine: status?.line ?? section[0]?.line ?? title.line,
    links: [
      ...linksIn(section),
      ...linksIn([...head.fields.status, ...listed.filter(isStatus).map(valueOf)]),
      ...linksIn(sectionOf(lines, /^##\s+(?:links|more information)\s*$/i)),
    ],
    governs: [...head.fields.governs.map(globOf), ...governsLines(lines, title.line)],
    format: section.length === 0 && (head.end > 0 || listed.some(isStatus)) ? "madr" : "nygard",
  };
}

interface Line {
  readonly text: string;
  /** Counts from 1. */
  readonly line: number;
}

interface FrontMatter {
  /** Index of the line behind it; 0 when there is none. */
  readonly end: number;
  readonly fields: {
    readonly status: readonly Line[];
    readonly date: readonly Line[];
    readonly governs: readonly Line[];
  };
}

/** The few keys of front matter that matter here: scalars, and lists in either writing. Other keys are not looked at. */
function readFrontMatter(lines: readonly string[]): FrontMatter {
  const fields = { status: [] as Line[], date: [] as Line[], governs: [] as Line[] };
  const end = lines[0] === "---" ? lines.indexOf("---", 1) : -1;
  let key: keyof typeof fields | undefined;
  for (const [index, row] of lines.slice(0, Math.max(end, 0)).entries()) {
    const [, name, value = ""] = /^([\w-]+):\s*(.*?)\s*$/.exec(row) ?? [];
    if (name !== undefined) key = name === "status" || name === "date" || name === "governs" ? name : undefined;
    if (key === undefined) continue;
    const values = name === undefined ? [/^\s*-\s+(.+?)\s*$/.exec(row)?.[1] ?? ""] : inlineList(value);
    fields[key].push(...values.filter(Boolean).map((text) => ({ text: unquote(text), line: index + 1 })));
  }
  return { end: end + 1, fields };
}

function inlineList(value: string): readonly string[] {
  const inside = /^\[(.*)\]$/.exec(value)?.[1];
  return inside === undefined ? [value] : inside.split(",").map((item) => item.trim());
}

function unquote(text: string): string {
  return /^"(.*)"$/.exec(text)?.[1] ?? /^'(.*)'$/.exec(text)?.[1] ?? text;
}

function findTitle(
  lines: readonly string[],
  from: number,
): { readonly said: Pick<AdrRecord, "title" | "titleNumber">; readonly line: number } {
  const index = lines.findIndex((row, at) => at >= from && /^#\s/.test(row));
  const [, digits, title = ""] = /^#\s+(?:(\d+)\.\s+)?(.*?)\s*$/.exec(lines[index] ?? "") ?? [];
  const titleNumber = digits === undefined ? null : Number(digits);
  return { said: { title: unescapeTitle(title), titleNumber }, line: index === -1 ? 1 : index + 1 };
}

/** The lines of a section that say something. */
function sectionOf(lines: readonly string[], heading: RegExp): readonly Line[] {
  const start = lines.findIndex((row) => heading.test(row));
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

/** The first word of a state; a record with a successor alone is superseded. */
function statusIn(lines: readonly Line[]): { readonly word: string; readonly line: number } | undefined {
  const plain = lines.find(({ text }) => linkIn(text) === null) ?? lines[0];
  const word = /^[\s*_-]*(\p{L}+)/u.exec(plain?.text ?? "")?.[1]?.toLowerCase();
  if (plain === undefined || word === undefined) return undefined;
  const superseded = lines.find(({ text }) => /^[\s*_-]*super[sc]eded\b/i.test(text));
  return superseded ? { word: "superseded", line: superseded.line } : { word, line: plain.line };
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
  return lines.flatMap(({ text, line }) => {
    const link = linkIn(text);
    return link === null ? [] : [{ ...link, line }];
  });
}

/** `Supersedes [3. Use MySQL](0003-use-mysql.md)`, also in a list; `superseded by ADR-0005` without a link. */
function linkIn(text: string): Omit<AdrLink, "line"> | null {
  const linked = /^\s*(?:[*-]\s+)?([^[\]()]+?)\s+\[(?:[^\]\\]|\\.)*\]\((?:\.\/)?([^)\s/]+\.md)(?:#[^)]*)?\)/.exec(text);
  const bare = /^\s*(?:[*-]\s+)?(super[sc]ede[sd](?: by)?)\s+(ADR-\d+)\b/i.exec(text);
  const [, relation, target] = linked ?? bare ?? [];
  return relation === undefined || target === undefined ? null : { relation, target: decoded(target) };
}

function decoded(target: string): string {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}

/** `Governs: runtime/http/**, src/*.ts` in the lines above the first section. */
function governsLines(lines: readonly string[], titleLine: number): readonly AdrGlob[] {
  const rows = lines.slice(titleLine);
  const end = rows.findIndex((row) => row.startsWith("##"));
  return rows.slice(0, end === -1 ? undefined : end).flatMap((row, index) => {
    const globs = /^(?:[*-]\s+)?governs:\s*(.+)$/i.exec(row)?.[1]?.split(",") ?? [];
    return globs.map((text) => globOf({ text, line: titleLine + index + 1 }));
  });
}

function globOf({ text, line }: Line): AdrGlob {
  return { glob: text.trim().replace(/^`(.*)`$/, "$1"), line };
}
