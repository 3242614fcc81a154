import { commands } from "./commands.ts";

/** Every word that may follow `mega generate` without a generator of the project's own. */
export function generateWords(): ReadonlySet<string> {
  const below = commands.filter(({ path }) => path[0] === "generate");
  return new Set(below.flatMap(({ path, aliases = [] }) => path.slice(1, 2).concat(aliases)));
}
