import { basename, extname } from "node:path";

import picomatch from "picomatch";

import type { Reaction, WatchSettings } from "../../runtime/dev/messages.ts";
import { isText } from "../project/manifest.ts";
import { relativePath } from "../project/relative-path.ts";

/** What the dev loop does about files, by absolute path. */
export interface WatchPolicy {
  /** Left out with everything below it: nobody looks there. */
  isIgnored(path: string): boolean;
  /** What a save of this file leads to. */
  reactionTo(path: string): Reaction;
}

export type WatchPatterns = Pick<WatchSettings, "ignore" | "extensions" | "rules">;

const CONFIG = "mega.config.ts";
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
/** Endings of files that an app can be made of. Databases, logs and editors' own files are not among them. */
const EXTENSIONS = ".ts .mts .cts .js .mjs .cjs .json .hbs .html .css .svg .txt .sql .graphql .yaml .yml .toml".split(
  " ",
);
/** They say which packages are installed. */
const LOCK_FILES: ReadonlySet<string> = new Set(["package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"]);

/**
 * `ignore` adds to the defaults: a name (`tmp`) means it anywhere, a path (`apps/main/public`) is from the root, `*` stands for
 * any letters but `/`, `**` for any. A leading `!` takes a default out: `!test`. Of the files that are left, the first
 * rule that matches says what happens; without one a text is reloaded, and what an app can be made of restarts it.
 */
export function makeWatchPolicy(root: string, { ignore, extensions, rules }: WatchPatterns): WatchPolicy {
  const taken = new Set(ignore.filter((pattern) => pattern.startsWith("!")).map((pattern) => bare(pattern.slice(1))));
  const added = ignore.filter((pattern) => !pattern.startsWith("!"));
  const isLeftOut = matcher([...ALWAYS, ...DEFAULTS.filter((pattern) => !taken.has(bare(pattern))), ...added]);
  const byRule = rules.map(({ match, then }) => ({ matches: matcher([match]), then }));
  const endings = new Set([...EXTENSIONS, ...extensions]);
  // The file that says what is ignored: without it nothing could be taken back.
  const isIgnored = (file: string): boolean => file !== CONFIG && isLeftOut(file);
  return {
    isIgnored: (path) => isIgnored(relativePath(root, path)),
    reactionTo(path) {
      const file = relativePath(root, path);
      const name = basename(path);
      if (isIgnored(file)) return "ignore";
      const rule = byRule.find(({ matches }) => matches(file));
      if (rule !== undefined) return rule.then;
      if (isPackageFile(name) || name === ".env" || name.startsWith(".env.")) return "restart";
      if (name.startsWith(".") || !endings.has(extname(name))) return "ignore";
      return isText(file) ? "reload" : "restart";
    },
  };
}

/** Whether it says which packages are installed, and so what a process that has loaded some is made of. */
export function isPackageFile(name: string): boolean {
  return name === "package.json" || LOCK_FILES.has(name);
}

function bare(pattern: string): string {
  return pattern.replace(/^\.?\//, "").replace(/\/$/, "");
}

/** Matches the thing itself and all below it. */
function matcher(patterns: readonly string[]): (file: string) => boolean {
  const globs = patterns.map((pattern) => (/\/./.test(pattern) ? bare(pattern) : `**/${bare(pattern)}`));
  return picomatch(
    globs.flatMap((glob) => [glob, `${glob}/**`]),
    { dot: true },
  );
}
