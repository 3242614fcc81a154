import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Message } from "esbuild";

import { codeFrame } from "../dev/code-frame.ts";
import { CliError } from "../errors.ts";

/**
 * Makes one module of a generator's file and what it imports of the project, and gives its absolute path. It is named by its
 * contents, so that a change is another module. Throws a CliError `generator_broken` with the lines in question.
 */
export async function bundleGenerator(root: string, file: string): Promise<string> {
  const { build } = await import("esbuild");
  const bundled = build({
    absWorkingDir: root,
    entryPoints: [file],
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    keepNames: true,
    write: false,
    logLevel: "silent",
    tsconfigRaw: {},
  });
  const { outputFiles } = await bundled.catch((error: unknown) => {
    throw broken(file, error);
  });
  const text = outputFiles[0]?.text ?? "";
  const folder = join(root, ".mega", "cache", "generators");
  const path = join(folder, `${createHash("sha256").update(text).digest("hex").slice(0, 32)}.mjs`);
  if (!existsSync(path)) write(path, text, folder);
  return path;
}

/** By a temporary file: whoever imports it meanwhile finds the whole of it or nothing. */
function write(path: string, text: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const temporary = `${path}.${randomUUID()}`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}

function broken(file: string, error: unknown): unknown {
  const [first] = messagesOf(error);
  if (first === undefined) return error;
  return new CliError("generator_broken", { file, reason: reasonOf(first) }, { cause: error });
}

function reasonOf({ text, location }: Message): string {
  if (location === null) return text;
  const { lineText, line } = location;
  // esbuild counts bytes from 0, people count letters from 1.
  const column = Buffer.from(lineText).subarray(0, location.column).toString().length + 1;
  const source = `${"\n".repeat(line - 1)}${lineText}`;
  return `${location.file}:${line}:${column}: ${text}\n${codeFrame(source, { line, column }) ?? ""}`;
}

function messagesOf(error: unknown): readonly Message[] {
  const errors = (error as { readonly errors?: unknown } | null)?.errors;
  return Array.isArray(errors) ? (errors as readonly Message[]) : [];
}
