/** How much of what a route serves lies at a path of `enabledPaths`. */
export type Coverage = "all" | "some" | "none";

/**
 * Compares patterns, not addresses: whatever spelling of an address leads to a route (its case, doubled slashes, escapes,
 * a slash at its end), the route is the same. `/api/secure/*` is `/api/secure` and everything below. A route with a
 * parameter where the pattern has a word serves both addresses that are below it and some that are not.
 */
export function coverage(pattern: string, route: string): Coverage {
  if (!pattern.endsWith("/*")) return withoutSlash(pattern) === withoutSlash(route) ? "all" : "none";
  const words = parts(pattern.slice(0, -2));
  const given = parts(route);
  let covered: Coverage = "all";
  for (const [index, word] of words.entries()) {
    const part = given[index];
    if (part === word) continue;
    // A catch-all serves what no other route does: its addresses are of nobody.
    if (part === undefined || !part.includes(":")) return "none";
    covered = "some";
  }
  return covered;
}

function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}

function parts(path: string): readonly string[] {
  return path.split("/").filter((part) => part !== "");
}
