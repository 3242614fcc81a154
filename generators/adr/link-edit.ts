import type { Edit } from "../core/plan.ts";
import { addParagraphs } from "../core/section-edit.ts";
import { linkText, type NewLink, withLink } from "./edit-record.ts";
import { parseRecord } from "./parse-record.ts";
import { type AdrRecord, adrStatuses, isSupersededBy } from "./record.ts";

/**
 * The edit that writes links into a record: as a recipe where they are paragraphs of its section Status, so that an undo of
 * another link can follow it again.
 */
export function linkEdit(record: AdrRecord, links: readonly NewLink[]): Edit {
  let edited = record;
  for (const link of links) edited = parseRecord({ file: record.file, id: record.id, text: withLink(edited, link) });
  const { text } = edited;
  const addition = {
    section: "Status",
    paragraphs: links.map(linkText),
    ends: links.some(({ relation }) => isSupersededBy(relation)) ? adrStatuses : [],
  };
  return addParagraphs(record.text, addition) === text ? { do: "addParagraphs", addition } : () => text;
}
