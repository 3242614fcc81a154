import { basename, extname, relative, sep } from "node:path";

/** Never watched: what mega writes there itself, and what would be far too much. */
const ALWAYS = [".mega", ".git"];
/** Left out unless the project takes them in with `!`. Those with a slash in front are meant at the root only. */
const DEFAULTS = [
  "node_modules",
  "/dist",
  "/log",
  "/logs",
  "/data",
  "/coverage",
  "/test",
  "/tests",
  "/generators",
  "/templates",
  "*.test.ts",
  "*.spec.ts",
];
/** Files of a kind that an app can be made of. Databases, logs and editors' own files are not among them. */
const KINDS = new Set(
  ".ts .mts .cts .js .mjs .cjs .json .hbs .html .css .svg .txt .sql .graphql .yaml .yml .toml".split(" "),
);

/** Says of an absolute path whether the watcher leaves it out. */
export interface WatchFilter {
  /** Left out with everything below it. */
  isIgnored(path: string): boolean;
  /** A file that can change what the app does. */
  isWatchedFile(path: string): boolean;
}

/**
 * `patterns` add to the defaults: a name (`tmp`) means it anywhere, a path (`apps/main/public`) is from the root, `*` stands for
 * any letters but `/`, `**` for any. A leading `!` takes a default out: `!test`.
 */
export function makeWatchFilter(root: string, patterns: readonly string[]): WatchFilter {
  const taken = new Set(patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => bare(pattern.slice(1))));
  const added = patterns.filter((pattern) => !pattern.startsWith("!"));
  const ignored = [...ALWAYS, ...DEFAULTS.filter((pattern) => !taken.has(bare(pattern))), ...added].map(toRegExp);
  const isIgnored = (path: string): boolean => {
    const file = relative(root, path).split(sep).join("/");
    return ignored.some((pattern) => pattern.test(file));
  };
  return { isIgnored, isWatchedFile: (path) => isKnownKind(basename(path)) && !isIgnored(path) };
}

function isKnownKind(name: string): boolean {
  if (name === ".env" || name.startsWith(".env.")) return true;
  return KINDS.has(extname(name)) && !name.startsWith(".");
}

function bare(pattern: string): string {
  return pattern.replace(/^\.?\//, "").replace(/\/$/, "");
}

/** Matches the thing itself and all below it. */
function toRegExp(pattern: string): RegExp {
  const isPath = pattern.replace(/\/$/, "").includes("/");
  const body = bare(pattern)
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*\*\/?|\*|\?/g, (wild) => (wild === "?" ? "[^/]" : wild === "*" ? "[^/]*" : ".*"));
  return new RegExp(`${isPath ? "^" : "(?:^|/)"}${body}(?:/|$)`);
}
