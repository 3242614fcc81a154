import { type AdrRecord, type FindTarget, refOf, successorOf } from "../../generators/adr/record.ts";

/** A record as `--json` tells it. */
export interface DescribedRecord {
  readonly ref: string;
  readonly file: string;
  readonly title: string;
  readonly status: string | null;
  readonly date: string | null;
  readonly links: readonly { readonly relation: string; readonly target: string; readonly file: string | null }[];
  readonly governs: readonly string[];
  readonly supersededBy: string | null;
}

export function describeRecord(record: AdrRecord, find: FindTarget): DescribedRecord {
  const successor = successorOf(record, find);
  return {
    ref: refOf(record.id),
    file: record.file,
    title: record.title,
    status: record.status,
    date: record.date,
    links: record.links.map((link) => ({
      relation: link.relation,
      target: link.target,
      file: find(link)?.file ?? null,
    })),
    governs: record.governs.map(({ glob }) => glob),
    supersededBy: successor && refOf(successor.id),
  };
}
