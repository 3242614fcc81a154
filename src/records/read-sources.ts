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
  if (listed !== undefined) return [...new Set(listed.split("\0").filter(Boolean))];
  const { glob } = await import("tinyglobby");
  return glob("**", { cwd: project.root, dot: true, ignore: IGNORED });
}

/** The texts that may refer to records, those that do not name any left out: code, not documents, whose references are prose. */
export function readSources(files: readonly string[], { project }: Pick<Place, "project">): readonly SourceText[] {
  return files.filter(isSource).flatMap((file) => {
    const text = readText(join(project.root, file));
    return text === undefined ? [] : [{ file, text }];
  });
}

function isSource(file: string): boolean {
  return !/\.(?:md|mdx|txt)$/.test(file) && !NO_SOURCE.test(file) && !BINARY.has(extname(file).toLowerCase());
}

/** Undefined for what names no record, is too large, or is gone from the disk since git listed it. */
function readText(path: string): string | undefined {
  try {
    const bytes = readFileSync(path);
    return bytes.length <= MAX_BYTES && bytes.includes("ADR-") ? bytes.toString("utf8") : undefined;
  } catch {
    return undefined;
  }
}
