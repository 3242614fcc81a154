import { readFile, rename, writeFile } from "node:fs/promises";

import type { ModuleRecord, ModuleRecords } from "./modules.ts";

/** What an earlier process wrote of the modules; nothing when that cannot be read. */
export async function readRecords(path: string): Promise<ModuleRecords> {
  try {
    const records: unknown = JSON.parse(await readFile(path, "utf8"));
    const entries = Object.entries(records as object).filter(([, record]) => isRecord(record));
    return Object.fromEntries(entries) as ModuleRecords;
  } catch {
    return {};
  }
}

/** Nothing depends on the file: what cannot be written is made anew by the next process. */
export async function writeRecords(path: string, records: ModuleRecords, half: string): Promise<void> {
  try {
    await writeFile(half, JSON.stringify(records));
    await rename(half, path);
  } catch {}
}

function isRecord(value: unknown): value is ModuleRecord {
  const { inputs, module, readAt, imports, packages } = (value ?? {}) as Partial<ModuleRecord>;
  return (
    typeof inputs === "object" &&
    typeof module === "string" &&
    typeof readAt === "number" &&
    Array.isArray(imports) &&
    Array.isArray(packages)
  );
}
