import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

import type { Message } from "esbuild";

import { CliError } from "../errors.ts";
import { reasonAt } from "./generator-place.ts";

/** Where bundled generators are kept; git ignores `.mega/`. */
const CACHE = ".mega/cache/generators";

/**
 * Makes one module of a generator's file and what it imports of the project, and gives its absolute path; its source map lies
 * beside it. It is named by its contents, so that a change is another module.
 * Throws a CliError `generator_broken` with the line in question.
 */
export async function bundleGenerator(root: string, file: string): Promise<string> {
  const { build } = await import("esbuild");
  const folder = join(root, CACHE);
  const bundled = build({
    absWorkingDir: root,
    entryPoints: [file],
    outfile: join(folder, "generator.mjs"),
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    sourcemap: "external",
    sourcesContent: false,
    keepNames: true,
    write: false,
    logLevel: "silent",
    tsconfigRaw: {},
  });
  const { outputFiles } = await bundled.catch((error: unknown) => {
    throw broken({ root, file }, error);
  });
  const [map = "", text = ""] = outputFiles.map((output) => output.text);
  const name = basename(file, ".ts");
  const path = join(folder, `${name}-${createHash("sha256").update(text).digest("hex").slice(0, 32)}.mjs`);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  removeOlder(folder, name);
  write(`${path}.map`, map);
  write(path, text);
  return path;
}

function removeOlder(folder: string, name: string): void {
  const older = new RegExp(`^${name}-[0-9a-f]{32}\\.mjs(?:\\.map)?$`);
  for (const entry of readdirSync(folder)) if (older.test(entry)) rmSync(join(folder, entry), { force: true });
}

/** By a temporary file: whoever imports it meanwhile finds the whole of it or nothing. */
function write(path: string, text: string): void {
  const temporary = `${path}.${randomUUID()}`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}

function broken({ root, file }: { readonly root: string; readonly file: string }, error: unknown): unknown {
  const [first] = messagesOf(error);
  if (first === undefined) return error;
  const { text, location } = first;
  if (location === null) return new CliError("generator_broken", { file, reason: text }, { cause: error });
  // esbuild counts bytes from 0, people count letters from 1.
  const column = Buffer.from(location.lineText).subarray(0, location.column).toString().length + 1;
  const reason = reasonAt(text, { file: location.file, line: location.line, column }, root);
  return new CliError("generator_broken", { file, reason }, { cause: error });
}

function messagesOf(error: unknown): readonly Message[] {
  const errors = (error as { readonly errors?: unknown } | null)?.errors;
  return Array.isArray(errors) ? (errors as readonly Message[]) : [];
}
