import type { Kysely } from "kysely";

import type { Database } from "../core/data/database.ts";
import type { ManifestFile } from "../manifest.ts";
import type { Seed } from "./define-seed.ts";
import { fileError, loadDefault } from "./load-default.ts";

/** Runs seeds in order, each in a transaction, and gives the names of their files without the ending. */
export async function runSeeds(db: Kysely<Database>, files: readonly ManifestFile[]): Promise<readonly string[]> {
  for (const file of files) {
    const seed = await loadDefault<Seed>(file, { maker: "defineSeed", is: (value) => typeof value === "function" });
    try {
      await db.transaction().execute(seed);
    } catch (error) {
      throw fileError(file, error);
    }
  }
  return files.map(({ file }) => file.replace(/^.*\//, "").replace(/\.[^.]+$/, ""));
}
