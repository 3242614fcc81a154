import type { AdrBook } from "./find-record.ts";
import { searchFiles } from "./globs.ts";
import {
  type AdrLink,
  type AdrRecord,
  adrStatuses,
  fileNameOf,
  type FindTarget,
  isSupersededBy,
  refOf,
  successorOf,
  targetFinder,
} from "./record.ts";
import { normalRef, recordsByRef, type Reference, referencesIn } from "./references.ts";
import type { SourceText } from "./renumber.ts";

/** Something that is not right with the records, or with what refers to them. */
export interface Finding {
  readonly rule: AdrRule;
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

export type AdrRule =
  | "duplicate_number"
  | "title_number"
  | "title_missing"
  | "status_missing"
  | "status_unknown"
  | "link_broken"
  | "link_one_sided"
  | "reference_broken"
  | "reference_superseded"
  | "governs_nothing"
  | "text_changed";

export interface CheckInput {
  readonly book: AdrBook;
  /** Every file of the project, from the root. */
  readonly files: readonly string[];
  /** Those beside the records that may refer to them. */
  readonly sources: readonly SourceText[];
  /** Records as they were accepted, where that is known: by file. */
  readonly accepted: ReadonlyMap<string, AdrRecord>;
}

/** Checks the records of a project. In the order of files and lines. */
export function checkRecords(input: CheckInput): readonly Finding[] {
  const { book, accepted } = input;
  const find = targetFinder(book.records);
  const findings = [
    ...duplicates(book.records),
    ...book.records.flatMap((record) => recordFindings(record, { find, accepted })),
    ...governsFindings(input),
    ...referenceFindings(input, find),
  ];
  return findings.toSorted((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

function recordFindings(
  record: AdrRecord,
  { find, accepted }: { readonly find: FindTarget } & Pick<CheckInput, "accepted">,
): readonly Finding[] {
  return [
    ...titleFindings(record),
    ...statusFindings(record),
    ...linkFindings(record, find),
    ...textFindings(record, accepted.get(record.file)),
  ];
}

function duplicates(records: readonly AdrRecord[]): readonly Finding[] {
  const first = new Map<number, AdrRecord>();
  return records.flatMap((record): readonly Finding[] => {
    if (record.id.kind !== "number") return [];
    const { number } = record.id;
    const other = first.get(number);
    if (other === undefined) first.set(number, record);
    if (other === undefined) return [];
    const message = `has the number ${number} of ${fileNameOf(other)}: \`mega adr renumber ${fileNameOf(record)}\``;
    return [{ rule: "duplicate_number", file: record.file, line: 1, message }];
  });
}

function titleFindings({ file, id, title, titleLine: line, titleNumber }: AdrRecord): readonly Finding[] {
  if (title === "") return [{ rule: "title_missing", file, line, message: "has no title (# 7. Use Postgres)" }];
  if (id.kind !== "number" || titleNumber === null || titleNumber === id.number) return [];
  const message = `is number ${id.number} by its name and ${titleNumber} by its title`;
  return [{ rule: "title_number", file, line, message }];
}

/** MADR needs no status; a section for it that is empty is a mistake in either format. */
function statusFindings({ file, status, statusLine: line, format }: AdrRecord): readonly Finding[] {
  const known = adrStatuses.join(", ");
  if (status === null && format === "madr") return [];
  if (status === null) return [{ rule: "status_missing", file, line, message: `has no status: ${known}` }];
  if (adrStatuses.includes(status)) return [];
  return [
    { rule: "status_unknown", file, line, message: `has the unknown status ${JSON.stringify(status)}: ${known}` },
  ];
}

function linkFindings(record: AdrRecord, find: FindTarget): readonly Finding[] {
  return record.links.flatMap((link): readonly Finding[] => {
    const { relation, target, line } = link;
    const other = find(link);
    const at = { file: record.file, line };
    if (other === undefined)
      return [{ ...at, rule: "link_broken", message: `${relation} ${target}, and there is no such record` }];
    if (isAnswered(link, { record, other, find })) return [];
    return [
      {
        ...at,
        rule: "link_one_sided",
        message: `${relation} ${target}, which does not say so: ${backHint(record, link)}`,
      },
    ];
  });
}

interface LinkEnds {
  readonly record: AdrRecord;
  readonly other: AdrRecord;
  readonly find: FindTarget;
}

/**
 * Whether the other side says so too: of what it has lost its place to in a link, of everything else by naming the record at
 * all, as MADR does in prose. `See` and the like point in one direction.
 */
function isAnswered({ relation }: AdrLink, { record, other, find }: LinkEnds): boolean {
  if (/^(?:see|compare|cf\.?|relate[sd]?)(?: |$)/i.test(relation)) return true;
  const back = other.links.filter((one) => find(one) === record);
  if (/^super[sc]edes$/i.test(relation)) return back.some((link) => isSupersededBy(link.relation));
  return back.length > 0 || names(other, record);
}

function names(other: AdrRecord, { file, id }: AdrRecord): boolean {
  const isNamed = other.visible.some((text) =>
    referencesIn({ file, text }).some(({ ref }) => normalRef(ref) === refOf(id)),
  );
  const name = encodeURI(fileNameOf({ file }));
  return isNamed || other.visible.some((text) => text.includes(name));
}

function backHint(record: AdrRecord, { target }: AdrLink): string {
  return `\`mega adr link ${target} "..." ${fileNameOf(record)} "..."\``;
}

/** The status and links of an accepted record may change; what was decided may not. */
function textFindings(record: AdrRecord, accepted: AdrRecord | undefined): readonly Finding[] {
  if (accepted === undefined || accepted.status !== "accepted") return [];
  const [then, now] = [decisionOf(accepted), decisionOf(record)];
  const index = now.findIndex(({ text }, at) => text !== then[at]?.text);
  if (index === -1 && then.length === now.length) return [];
  const line = now[index]?.line ?? now.at(-1)?.line ?? 1;
  const message = "was changed after it was accepted: let a new record supersede it (mega adr new --supersedes)";
  return [{ rule: "text_changed", file: record.file, line, message }];
}

/** The lines that say what was decided, without the state, the links and the code that it governs. */
function decisionOf({ text, format }: AdrRecord): readonly { readonly text: string; readonly line: number }[] {
  let section = "";
  return text.split(/\r?\n/).flatMap((row, index) => {
    if (/^##\s/.test(row))
      section = row
        .replace(/^##\s+/, "")
        .trim()
        .toLowerCase();
    const isState = section === "status" || section === "links" || /^(?:[*-]\s+)?(?:status|governs|date):/i.test(row);
    const isHead = format === "madr" && section === "" && /^\s*-\s/.test(row);
    return isState || isHead || row.trim() === "" ? [] : [{ text: row.trimEnd(), line: index + 1 }];
  });
}

function governsFindings({ book, files }: CheckInput): readonly Finding[] {
  const anyMatches = searchFiles(files);
  return book.records
    .filter(({ status }) => status !== "superseded" && status !== "rejected" && status !== "deprecated")
    .flatMap(({ file, governs }) => {
      return governs.flatMap(({ glob, line }): readonly Finding[] => {
        if (anyMatches(glob)) return [];
        return [{ rule: "governs_nothing", file, line, message: `governs ${glob}, and no file is there` }];
      });
    });
}

function referenceFindings({ book, sources }: CheckInput, find: FindTarget): readonly Finding[] {
  const byRef = recordsByRef(book.records);
  const inRecords = book.records.flatMap(referencesInProse);
  return [...sources.flatMap(referencesIn), ...inRecords].flatMap(({ file, line, ref }): readonly Finding[] => {
    const record = byRef.get(normalRef(ref));
    if (record === undefined)
      return [{ rule: "reference_broken", file, line, message: `names ${ref}, and there is no such record` }];
    if (record.status !== "superseded" || file.startsWith(`${book.dir}/`)) return [];
    const successor = successorOf(record, find);
    const by = successor === null ? "" : ` by ${refOf(successor.id)}`;
    return [{ rule: "reference_superseded", file, line, message: `names ${ref}, which is superseded${by}` }];
  });
}

/** Those of a record beside its links, which are checked as such. */
function referencesInProse({ file, visible, links }: AdrRecord): readonly Reference[] {
  const linked = new Set(links.map(({ line }) => line));
  return visible.flatMap((text, index) => {
    const line = index + 1;
    if (!text.includes("ADR-") || linked.has(line)) return [];
    return referencesIn({ file, text }).map(({ ref }) => ({ file, line, ref }));
  });
}
