import { readRuns } from "../../generators/core/journal/read.ts";
import type { CliContext } from "../context.ts";
import { listApps } from "../project/apps.ts";
import { findProject, repositoryAt } from "../project/find.ts";
import { ownGeneratorNames } from "../project/own-generators.ts";
import { readBook } from "../records/read-book.ts";
import type { Candidate, ProjectWords } from "./complete.ts";

/** The words of the project around the current folder, read from its files: none of its code runs for a key. */
export function wordsOfProject(cli: CliContext): ProjectWords {
  const project = findProject(cli.cwd);
  const root = project?.root;
  return (kind): readonly Candidate[] => {
    if (kind === "records") {
      const { records } = readBook({ cli, project: project ?? repositoryAt(cli.cwd) });
      return records.map(({ file, title }) => ({ value: file.split("/").at(-1) ?? file, summary: title }));
    }
    if (root === undefined) return [];
    switch (kind) {
      case "apps":
        return listApps(root).map((value) => ({ value, summary: "an app" }));
      case "generators":
        return ownGeneratorNames(root).map((value) => ({ value, summary: "the project's own" }));
      case "runs":
        return readRuns(root)
          .toReversed()
          .map(({ id, command }) => ({ value: id, summary: command }));
    }
  };
}
