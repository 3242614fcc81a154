import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { ProjectSources, SourcePlace } from "./messages.ts";

/** What is looked for: an import from a package (or a path below it), optionally of one name. */
export interface ImportQuery {
  readonly from: string;
  readonly name?: string;
}

/** Finds the import in the project's own files. */
export function findImport(project: ProjectSources, query: ImportQuery): SourcePlace | undefined {
  for (const { file, text } of readSources(project)) {
    for (const match of text.matchAll(IMPORT)) {
      const [statement, specifier] = match;
      const wanted = specifier === query.from || specifier?.startsWith(`${query.from}/`);
      const offset = query.name === undefined ? statement.lastIndexOf(specifier ?? "") : wordIn(statement, query.name);
      if (wanted && offset >= 0) return { file, ...position(text, match.index + offset) };
    }
  }
  return undefined;
}

const IMPORT = /\b(?:import|export)\b[^"';]*["']([^"']+)["']/g;

function* readSources({ root, files }: ProjectSources): Generator<{ readonly file: string; readonly text: string }> {
  for (const file of files) {
    try {
      yield { file, text: readFileSync(join(root, file), "utf8") };
    } catch {
      // A file that has just gone gives no place, never a second error.
    }
  }
}

function wordIn(text: string, word: string): number {
  return text.search(new RegExp(`(?<![\\w$])${word.replaceAll("$", "\\$")}(?![\\w$])`));
}

function position(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
