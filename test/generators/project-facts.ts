import type { ProjectFacts } from "../../generators/core/plan.ts";

/** Facts of a project with an author to refer to; what a test is about is given. */
export function projectFacts(given: Partial<ProjectFacts> = {}): ProjectFacts {
  return {
    name: "blog",
    app: "main",
    files: new Set(["apps/main/models/author.ts", "db/factories/author.ts"]),
    models: new Map([["apps/main/models/author.ts", { table: "authors", labelColumn: "name", ownerColumn: null }]]),
    locales: ["en", "ko"],
    hasViews: true,
    now: new Date(2026, 10, 23, 12, 0, 0),
    read: () => null,
    ...given,
  };
}
