import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { openRunId } from "../../generators/core/journal/record.ts";
import { isGroup } from "../../generators/core/json-scan.ts";
import { listApps } from "../project/apps.ts";
import { listProjectFiles } from "../records/read-sources.ts";
import { type Check, type Finding, listed, ok, problem, type ProjectPlace, warning } from "./check.ts";

/** Looks at the files of a project. */
export const fileChecks: Readonly<Record<string, Check<ProjectPlace>>> = {
  typescript: ({ root }) =>
    mentions(root, "tsconfig.json", {
      text: "mega-framework/tsconfig.json",
      hint: 'set "extends": "mega-framework/tsconfig.json"',
    }),
  tests: ({ root }) =>
    mentions(root, "vitest.config.ts", {
      text: "mega-framework/testing/vitest",
      hint: 'import { mega } from "mega-framework/testing/vitest", and list mega() in plugins',
    }),
  languages: ({ root }) => {
    const apps = listApps(root).map((app) => `apps/${app}/locales/server`);
    const findings = apps.flatMap((folder) => checkLanguages(root, folder));
    if (findings.length > 0) return findings.find(({ state }) => state === "problem") ?? findings[0]!;
    return apps.some((folder) => languagesIn(root, folder).length > 1) ? ok("every language has the same texts") : null;
  },
  names: async ({ input }) => {
    const twins = [...groupByLower(await listProjectFiles(input)).values()]
      .filter((files) => files.length > 1)
      .map((files) => files.join(" and "));
    if (twins.length === 0) return ok("file names differ in more than case");
    return warning(`only case tells ${listed(twins)} apart`, "rename one: on macOS and Windows they are one file");
  },
  runs: ({ root }) => {
    const id = openRunId(root);
    if (id === undefined) return null;
    return warning(
      `the run ${id} of a generator was cut off, or is at work`,
      "if it is not at work: `npx mega undo` puts it back",
    );
  },
};

function mentions(
  root: string,
  file: string,
  { text, hint }: { readonly text: string; readonly hint: string },
): Finding {
  const present = readText(join(root, file));
  if (present === undefined) return warning(`${file} is not there`, hint);
  return present.includes(text) ? ok(`${file} uses ${text}`) : warning(`${file} does not name ${text}`, hint);
}

function checkLanguages(root: string, folder: string): readonly Finding[] {
  const languages = languagesIn(root, folder);
  const texts = languages.map((language) => ({ language, keys: keysIn(join(root, folder, `${language}.json`)) }));
  const broken = texts.flatMap(({ language, keys }) => (keys === null ? [`${folder}/${language}.json`] : []));
  if (broken.length > 0) return [problem(`${listed(broken)} is no JSON object of texts`, "correct it")];
  const all = new Set(texts.flatMap(({ keys }) => [...(keys ?? [])]));
  return texts.flatMap(({ language, keys }) => {
    const missing = [...all].filter((key) => keys?.has(key) === false);
    return missing.length === 0
      ? []
      : [warning(`${folder}/${language}.json lacks ${listed(missing)}`, "translate them")];
  });
}

function languagesIn(root: string, folder: string): readonly string[] {
  try {
    return readdirSync(join(root, folder)).flatMap((name) => /^(.+)\.json$/.exec(name)?.[1] ?? []);
  } catch {
    return [];
  }
}

/** Every text by its way: `post.fields.title`; null for a file that is none. */
function keysIn(file: string): ReadonlySet<string> | null {
  try {
    const value: unknown = JSON.parse(readText(file) ?? "");
    return isGroup(value) ? new Set(waysIn(value, "")) : null;
  } catch {
    return null;
  }
}

function waysIn(group: Readonly<Record<string, unknown>>, prefix: string): readonly string[] {
  return Object.entries(group).flatMap(([key, value]) => {
    return isGroup(value) ? waysIn(value, `${prefix}${key}.`) : [`${prefix}${key}`];
  });
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function groupByLower(files: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const file of files) groups.set(file.toLowerCase(), [...(groups.get(file.toLowerCase()) ?? []), file]);
  return groups;
}
