import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

import type { ManifestFile } from "../manifest.ts";

/**
 * Notes in `.mega/migrated.json` which migrations are about to be applied from this folder, before they are: what undoes a
 * generator's run asks the database about those alone. Where nothing can be written, nothing can be undone either.
 */
export function noteMigrations(root: string, migrations: readonly ManifestFile[]): void {
  const file = join(root, ".mega/migrated.json");
  const noted = readNoted(file);
  const all = new Set([...noted, ...migrations.map((one) => basename(one.file, ".ts"))]);
  if (all.size === noted.length) return;
  try {
    mkdirSync(join(root, ".mega"), { recursive: true });
    writeFileSync(`${file}.tmp`, `${JSON.stringify([...all])}\n`);
    renameSync(`${file}.tmp`, file);
  } catch {
    // A read-only folder, as in production.
  }
}

function readNoted(file: string): readonly string[] {
  try {
    const names: unknown = JSON.parse(readFileSync(file, "utf8"));
    return Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];
  } catch {
    return [];
  }
}
