import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Has git ignore what mega keeps where it wrote outside a project: a project's own `.gitignore` says so already. */
export function hideJournal(root: string): void {
  const folder = join(root, ".mega");
  const file = join(folder, ".gitignore");
  if (existsSync(join(root, "mega.config.ts")) || !existsSync(folder) || existsSync(file)) return;
  try {
    writeFileSync(file, "*\n");
  } catch {
    // The work is done, and an untidy repository is no failure of it.
  }
}
