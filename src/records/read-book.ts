import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";

import type { AdrBook } from "../../generators/adr/find-record.ts";
import { parseRecord } from "../../generators/adr/parse-record.ts";
import { type AdrRecord, compareRecords, idOfFile } from "../../generators/adr/record.ts";
import { insideOf } from "../../generators/core/inside.ts";
import type { ProjectCommandInput } from "../command.ts";
import { RECORD_FOLDERS, RECORDS_POINTER } from "../project/record-folders.ts";

/**
 * The records of the project. A file `.adr-dir` says where they lie, as adr-tools has it, else one of the usual folders does:
 * the nearest upwards from the current folder. @throws GeneratorError `path_outside`
 */
export function readBook({ cli, project }: Pick<ProjectCommandInput, "cli" | "project">): AdrBook {
  const { path, isNamed } = findFolder(cli.cwd, project.root);
  const dir = relative(project.root, path).replaceAll("\\", "/");
  insideOf(project.root)(dir);
  const folder = join(project.root, dir);
  const records = filesIn(folder).flatMap((name): readonly AdrRecord[] => {
    const id = idOfFile(name);
    if (id === null) return [];
    return [parseRecord({ file: `${dir}/${name}`, id, text: readFileSync(join(folder, name), "utf8") })];
  });
  const isOfAdrTools = isNamed || dir === "doc/adr";
  return { dir, records: records.toSorted(compareRecords), ownTemplate: readOwnTemplate(folder), isOfAdrTools };
}

/** `isNamed`: by a file `.adr-dir`. */
function findFolder(from: string, root: string): { readonly path: string; readonly isNamed: boolean } {
  const named = join(from, RECORDS_POINTER);
  if (statSync(named, { throwIfNoEntry: false })?.isFile())
    return { path: join(from, readFileSync(named, "utf8").trim()), isNamed: true };
  const usual = RECORD_FOLDERS.find((folder) => isFolder(join(from, folder)));
  if (usual !== undefined) return { path: join(from, usual), isNamed: false };
  const isTop = from === root || dirname(from) === from;
  return isTop ? { path: join(root, RECORD_FOLDERS[0]), isNamed: false } : findFolder(dirname(from), root);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function filesIn(folder: string): readonly string[] {
  if (!isFolder(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

function readOwnTemplate(folder: string): string | null {
  const file = join(folder, "templates/template.md");
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}
