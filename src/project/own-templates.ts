import { join } from "node:path";

/** Where a project keeps its own templates: those of its generators, and its copies of mega's. */
export function ownTemplates(root: string): string {
  return join(root, "templates");
}
