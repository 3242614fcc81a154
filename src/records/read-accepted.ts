import { createHash } from "node:crypto";

import type { AdrBook } from "../../generators/adr/find-record.ts";
import { parseRecord } from "../../generators/adr/parse-record.ts";
import type { AdrRecord } from "../../generators/adr/record.ts";
import type { ProjectCommandInput } from "../command.ts";
import { gitOutput, readBlobs } from "../project/git.ts";

/** Names of the branch that decisions are merged into: the first that is there. */
const MAIN = ["remotes/origin/HEAD", "remotes/origin/main", "remotes/origin/master", "heads/main", "heads/master"].map(
  (name) => `refs/${name}`,
);

type Place = Pick<ProjectCommandInput, "cli" | "project">;

/**
 * The records whose text is not the one they came with, as they were when the main branch had them accepted first: by file.
 * Only what the current branch has of the main one counts, so that a decision that others made since is none of its changes.
 * Empty without git.
 */
export function readAccepted({ records, dir }: AdrBook, place: Place): ReadonlyMap<string, AdrRecord> {
  const history = readHistory(dir, place);
  const changed = records.flatMap((record) => {
    const versions = history.get(record.file) ?? [];
    const [first, ...later] = versions;
    const isAsItCame = first === undefined || (later.length === 0 && first === blobId(record.text, first));
    return isAsItCame ? [] : [{ record, versions }];
  });
  const { cli, project } = place;
  const texts = readBlobs([...new Set(changed.flatMap(({ versions }) => versions))], project.root, cli);
  const found = changed.flatMap(({ record: { file, id }, versions }): readonly [string, AdrRecord][] => {
    const former = versions.map((version) => parseRecord({ file, id, text: texts.get(version) ?? "" }));
    const accepted = former.find(({ status }) => status === "accepted");
    return accepted === undefined ? [] : [[file, accepted]];
  });
  return new Map(found);
}

/** The ids of the versions of each file of a folder on the main branch, oldest first, since it was last made anew. */
function readHistory(dir: string, { cli, project }: Place): ReadonlyMap<string, readonly string[]> {
  const git = (...args: readonly string[]): string | undefined => gitOutput(args, project.root, cli);
  const heads = git("for-each-ref", "--format=%(refname)", ...MAIN)?.split("\n") ?? [];
  const main = MAIN.find((name) => heads.includes(name));
  const base = main && git("merge-base", "HEAD", main)?.trim();
  const walk = ["--first-parent", "--diff-merges=first-parent", "--reverse", "--no-renames", "--relative"];
  const log = base && git("log", ...walk, "--format=", "--raw", "--no-abbrev", "-z", base, "--", dir);
  const history = new Map<string, string[]>();
  for (const [, id = "", state = "", file = ""] of (log ?? "").matchAll(
    /:\d+ \d+ [\da-f]+ ([\da-f]+) ([A-Z])\0([^\0]+)/g,
  )) {
    if (state === "D") history.delete(file);
    else history.set(file, [...(history.get(file) ?? []), id]);
  }
  return history;
}

/** What git calls a text, by the hash that it calls another one by. */
function blobId(text: string, like: string): string {
  const bytes = Buffer.from(text);
  return createHash(like.length === 40 ? "sha1" : "sha256")
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest("hex");
}
