import { readFileSync } from "node:fs";
import { extname, join } from "node:path";

import type { SourceText } from "../../generators/adr/renumber.ts";
import type { ProjectCommandInput } from "../command.ts";
import { gitOutput } from "../project/git.ts";

type Place = Pick<ProjectCommandInput, "cli" | "project">;

/** Never looked into where git does not say what belongs to the project. */
const IGNORED = ["**/node_modules/**", "**/dist/**", "**/coverage/**", ".git/**", ".mega/**"];

/** Files that hold text nobody refers to records from: built, locked, drawn. */
const NO_SOURCE = /(?:^|\/)(?:package-lock\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lock)$|\.(?:map|svg|snap|lock|csv)$/;
const BINARY = new Set(
  ".png .jpg .jpeg .gif .webp .avif .ico .pdf .zip .gz .tgz .br .woff .woff2 .ttf .otf .eot .mp3 .mp4 .webm .wasm .db .sqlite".split(
    " ",
  ),
);
const MAX_BYTES = 1_000_000;

/** Every file of the project, from its root with `/`: what git knows or would add, else all that is no package or build. */
export async function listProjectFiles({ cli, project }: Place): Promise<readonly string[]> {
  const listed = gitOutput(["ls-files", "-z", "--cached", "--others", "--exclude-standard"], project.root, cli);
  // The journal holds former records; outside a project of mega nobody has told git to ignore it.
  if (listed !== undefined) {
    return [...new Set(listed.split("\0"))].filter((file) => file !== "" && !file.startsWith(".mega/"));
  }
  const { glob } = await import("tinyglobby");
  return glob("**", { cwd: project.root, dot: true, ignore: IGNORED });
}

/** The code that may refer to records: without documents, whose references are prose, and what names no record. */
export function readSources(files: readonly string[], place: Pick<Place, "project">): readonly SourceText[] {
  const code = files.filter((file) => !/\.(?:md|mdx|txt)$/.test(file));
  return readTexts(code, ["ADR-"], place);
}

/** Code and documents in which one of the words stands. */
export function readTexts(
  files: readonly string[],
  words: readonly string[],
  { project }: Pick<Place, "project">,
): readonly SourceText[] {
  return files.filter(isText).flatMap((file) => {
    const text = readText(join(project.root, file), words);
    return text === undefined ? [] : [{ file, text }];
  });
}

function isText(file: string): boolean {
  return !NO_SOURCE.test(file) && !BINARY.has(extname(file).toLowerCase());
}

/** Undefined for what has none of the words, is too large, or is gone from the disk since git listed it. */
function readText(path: string, words: readonly string[]): string | undefined {
  try {
    const bytes = readFileSync(path);
    const isMeant = bytes.length <= MAX_BYTES && words.some((word) => bytes.includes(word));
    return isMeant ? bytes.toString("utf8") : undefined;
  } catch {
    return undefined;
  }
}
