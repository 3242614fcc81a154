import type { AdrBook } from "./find-record.ts";

/** What two records say of each other. */
export interface SupersedingWords {
  /** The later one. */
  readonly relation: string;
  /** The earlier one. */
  readonly back: string;
}

/** adr-tools spells `supercede` with a c: so do folders that are its own, until a record in them says it with an s. */
export function supersedingWords({ records, isOfAdrTools }: AdrBook): SupersedingWords {
  const relations = records.flatMap(({ links }) => links.map(({ relation }) => relation.toLowerCase()));
  const said = relations.filter((relation) => /^super[sc]ede/.test(relation));
  const hasC = said.length === 0 ? isOfAdrTools : said.some((relation) => relation.startsWith("superc"));
  return hasC ? { relation: "Supercedes", back: "Superceded by" } : { relation: "Supersedes", back: "Superseded by" };
}
