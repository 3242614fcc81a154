import type { AdrBook } from "../../generators/adr/find-record.ts";
import { parseRecord } from "../../generators/adr/parse-record.ts";
import type { AdrRecord } from "../../generators/adr/record.ts";
import type { ProjectCommandInput } from "../command.ts";
import { gitOutput } from "../project/git.ts";

/** Names of the branch that decisions are merged into: the first that is there. */
const MAIN = ["remotes/origin/HEAD", "remotes/origin/main", "remotes/origin/master", "heads/main", "heads/master"];

/**
 * The records that differ from the main branch, as that has them: by file. Where the current branch started is what counts, so
 * that a decision of others that came since is not a change of this one. Empty without git.
 */
export function readAccepted(
  { records, dir }: AdrBook,
  { cli, project }: Pick<ProjectCommandInput, "cli" | "project">,
): ReadonlyMap<string, AdrRecord> {
  const git = (...args: readonly string[]): string | undefined => gitOutput(args, project.root, cli);
  const base = MAIN.map((name) => git("merge-base", "HEAD", name))
    .find((sha) => sha !== undefined)
    ?.trim();
  const changed = base && git("diff", "--name-only", "--relative", "-z", "--diff-filter=M", base, "--", dir);
  if (!changed) return new Map();
  const known = new Map(records.map((record) => [record.file, record]));
  const found = changed.split("\0").flatMap((file): readonly [string, AdrRecord][] => {
    const record = known.get(file);
    const text = record && git("show", `${base}:./${file}`);
    return record === undefined || text === undefined ? [] : [[file, parseRecord({ file, id: record.id, text })]];
  });
  return new Map(found);
}
