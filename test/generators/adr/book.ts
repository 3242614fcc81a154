import type { AdrBook } from "../../../generators/adr/find-record.ts";
import { parseRecord } from "../../../generators/adr/parse-record.ts";
import { type AdrRecord, compareRecords, idOfFile } from "../../../generators/adr/record.ts";
import { applyEdit } from "../../../generators/core/edits.ts";
import type { Operation } from "../../../generators/core/plan.ts";
import { renderTemplates } from "../../../generators/core/render.ts";

export const render = (
  folder: string,
  variables: Readonly<Record<string, unknown>>,
): ReturnType<typeof renderTemplates> => renderTemplates(folder, variables);

/** The records of files: name → text. */
export function bookOf(
  files: Readonly<Record<string, string>>,
  { ownTemplate = null, isOfAdrTools = false }: Partial<Pick<AdrBook, "ownTemplate" | "isOfAdrTools">> = {},
): AdrBook {
  const records = Object.entries(files).map(([name, text]) => recordOf(name, text));
  return { dir: "docs/adr", records: records.toSorted(compareRecords), ownTemplate, isOfAdrTools };
}

export function recordOf(name: string, text: string): AdrRecord {
  return parseRecord({ file: `docs/adr/${name}`, text, id: idOfFile(name)! });
}

/** Files as a plan leaves them; of a book the names alone. */
export async function filesAfter(
  files: Readonly<Record<string, string>>,
  operations: readonly Operation[],
): Promise<Readonly<Record<string, string>>> {
  const after = new Map(Object.entries(files));
  for (const operation of operations) {
    const name = operation.path.replace("docs/adr/", "");
    if (operation.kind === "create") after.set(name, operation.content);
    else if (operation.kind === "delete") after.delete(name);
    else after.set(name, await applyEdit(operation.edit, after.get(name) ?? "", name));
  }
  return Object.fromEntries(after);
}

/** As adr-tools writes it. */
export function nygard(number: number, title: string, status = "Accepted"): string {
  return `# ${number}. ${title}\n\nDate: 2026-11-27\n\n## Status\n\n${status}\n\n## Context\n\nWhy.\n\n## Decision\n\nWhat.\n`;
}
