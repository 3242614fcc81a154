import { localDay } from "./core/local-day.ts";
import type { Plan } from "./core/plan.ts";
import { renderTemplates } from "./core/render.ts";

export const appTemplates = ["web", "api", "minimal"] as const;
export type AppTemplate = (typeof appTemplates)[number];

export interface AppInput {
  /** The command as typed. */
  readonly command: string;
  /** Name of the package: lower-case, safe for npm. */
  readonly name: string;
  readonly template: AppTemplate;
  /** What package.json says for `mega-framework`. */
  readonly framework: string;
  readonly packageManager: "npm" | "pnpm" | "yarn" | "bun";
  /** Local time of the run: the date of the first decision record. */
  readonly now: Date;
  /** Signs the project's cookies: 32 random characters or more, of those that need no quotes in `.env`. */
  readonly secret: string;
}

/** The plan of a new project: every file that `mega new` writes. */
export function appPlan(input: AppInput): Plan {
  const { command, name, template, packageManager } = input;
  const operations = renderTemplates("new", {
    name,
    title: titleOf(name),
    frameworkJson: JSON.stringify(input.framework),
    packageManager,
    secret: input.secret,
    pnpm: packageManager === "pnpm",
    yarn: packageManager === "yarn",
    bun: packageManager === "bun",
    installCommand: INSTALL_LOCKED[packageManager],
    date: localDay(input.now),
    web: template === "web",
    api: template === "api",
    json: template !== "web",
    locales: template !== "minimal",
  });
  return { command, operations: operations.toSorted((a, b) => (a.path < b.path ? -1 : 1)) };
}

/** What installs the packages that the lock file names, and refuses when it does not fit. Both Yarns know the flag. */
const INSTALL_LOCKED: Readonly<Record<AppInput["packageManager"], string>> = {
  npm: "npm ci",
  pnpm: "pnpm install --frozen-lockfile",
  yarn: "yarn install --frozen-lockfile",
  bun: "bun install --frozen-lockfile",
};

/** `my-blog` → `My Blog`. */
function titleOf(name: string): string {
  const words = name.split(/[-_]/);
  return words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join(" ");
}
