import { GeneratorError } from "../core/errors.ts";
import { nearest } from "../core/nearest.ts";
import { type AdrRecord, fileNameOf } from "./record.ts";

/** The records of a project and where they lie. */
export interface AdrBook {
  /** Their folder from the root, with `/`. */
  readonly dir: string;
  /** In order. */
  readonly records: readonly AdrRecord[];
  /** What adr-tools makes new records from, where the folder has one: `templates/template.md`. */
  readonly ownTemplate: string | null;
  /** The folder is where adr-tools looks: `doc/adr`, or what `.adr-dir` names. */
  readonly isOfAdrTools: boolean;
}

/**
 * The record that is meant by `7`, `0007`, `ADR-7`, the name of its file or a part of that.
 * Throws a GeneratorError: `adr_unknown`, `adr_ambiguous`.
 */
export function findRecord({ records, dir }: AdrBook, ref: string): AdrRecord {
  const [found, ...others] = candidates(records, ref.trim());
  if (found === undefined) {
    const near = nearest(ref, records.map(fileNameOf));
    throw new GeneratorError("adr_unknown", { ref, dir, near });
  }
  if (others.length > 0)
    throw new GeneratorError("adr_ambiguous", { ref, files: [found, ...others].map(fileNameOf).slice(0, 5) });
  return found;
}

function candidates(records: readonly AdrRecord[], ref: string): readonly AdrRecord[] {
  const number = /^(?:ADR-)?(\d{1,6})$/i.exec(ref)?.[1];
  if (number !== undefined) {
    return records.filter(({ id }) => id.kind === "number" && id.number === Number(number));
  }
  const name = (ref.replace(/^ADR-/i, "").split("/").at(-1) ?? "").toLowerCase();
  const exact = records.filter((record) => [name, `${name}.md`].includes(fileNameOf(record).toLowerCase()));
  if (exact.length > 0 || name === "") return exact;
  return records.filter((record) => fileNameOf(record).toLowerCase().includes(name));
}
