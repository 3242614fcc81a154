import { GeneratorError } from "../core/errors.ts";
import type { Operation } from "../core/plan.ts";
import { type AdrBook, findRecord } from "./find-record.ts";
import { linkEdit } from "./link-edit.ts";
import { isRelation } from "./new-record.ts";

export interface LinkInput {
  /** As typed: `12`, `ADR-12`, a part of the file's name. */
  readonly source: string;
  readonly relation: string;
  readonly target: string;
  /** What the target says of the source. */
  readonly back: string;
}

/**
 * Plans a link between two records, on both sides; one that is there is not written again.
 * Throws a GeneratorError: `adr_unknown`, `adr_ambiguous`, `adr_same`, `adr_link_refused`.
 */
export function planLink({ source, relation, target, back }: LinkInput, book: AdrBook): readonly Operation[] {
  const [from, to] = [findRecord(book, source), findRecord(book, target)];
  if (from === to) throw new GeneratorError("adr_same", { file: from.file });
  for (const text of [relation, back]) if (!isRelation(text)) throw new GeneratorError("adr_link_refused", { text });
  return [
    { kind: "edit", path: from.file, edit: linkEdit(from, [{ relation: relation.trim(), target: to }]) },
    { kind: "edit", path: to.file, edit: linkEdit(to, [{ relation: back.trim(), target: from }]) },
  ];
}
