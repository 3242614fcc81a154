import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GeneratorError } from "../errors.ts";
import { describeFailure } from "../failures.ts";
import { runIds, shaOf } from "./record.ts";
import { JOURNAL_FOLDER, type JournalRun } from "./run.ts";

/** Every run of the journal, oldest first. Throws a GeneratorError `journal_broken` for a record that cannot be read. */
export function readRuns(cwd: string): readonly JournalRun[] {
  return runIds(cwd).map((id) => readRun(id, cwd));
}

/** One run. Throws a GeneratorError `journal_broken` when its record is missing or cannot be read. */
export function readRun(id: string, cwd: string): JournalRun {
  const file = `${JOURNAL_FOLDER}/${id}/run.json`;
  try {
    const run = JSON.parse(readFileSync(join(cwd, file), "utf8")) as JournalRun;
    if (run.v === 1) return run;
  } catch (cause) {
    throw new GeneratorError("journal_broken", { file, reason: describeFailure(cause) }, { cause });
  }
  throw new GeneratorError("journal_broken", { file, reason: "another version of mega wrote it" });
}

/** Contents that a run keeps; null for no file. Throws a GeneratorError `journal_broken` when they are gone or changed. */
export function readContents(sha: string | null, run: string, cwd: string): Buffer | null {
  if (sha === null) return null;
  const file = `${JOURNAL_FOLDER}/${run}/${sha}`;
  const bytes = readBytes(file, cwd);
  if (shaOf(bytes) === sha) return bytes;
  throw new GeneratorError("journal_broken", { file, reason: "it is not what its name says" });
}

function readBytes(file: string, cwd: string): Buffer {
  try {
    return readFileSync(join(cwd, file));
  } catch (cause) {
    throw new GeneratorError("journal_broken", { file, reason: describeFailure(cause) }, { cause });
  }
}
