import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, join, relative, resolve } from "node:path";

import type { SourcePlace } from "../../runtime/dev/messages.ts";
import { codeFrame } from "../dev/code-frame.ts";

/** What an error of a generator's code says, with the line of the project that threw it, where its stack knows one. */
export function reasonOf(error: unknown, root: string): string {
  if (!(error instanceof Error)) return String(error);
  const place = placeOf(error.stack ?? "", root);
  return place === undefined ? error.message : reasonAt(error.message, place, root);
}

/** A reason with its place, and the lines around it. */
export function reasonAt(reason: string, place: SourcePlace, root: string): string {
  const frame = codeFrame(read(join(root, place.file)) ?? "", place);
  const head = `${place.file}:${place.line}:${place.column}: ${reason}`;
  return frame === null ? head : `${head}\n${frame}`;
}

/** The first line of a stack that lies in a bundled generator, in the words of its source map. */
function placeOf(stack: string, root: string): SourcePlace | undefined {
  const match = /\.mega[\\/]cache[\\/]generators[\\/]([a-z0-9-]+\.mjs):(\d+):(\d+)/.exec(stack);
  if (match === null) return undefined;
  const [, name = "", line, column] = match;
  const bundle = join(root, ".mega/cache/generators", name);
  const map = read(`${bundle}.map`);
  if (map === null) return undefined;
  const entry = new SourceMap(JSON.parse(map) as SourceMap["payload"]).findEntry(Number(line) - 1, Number(column) - 1);
  if (!("originalSource" in entry)) return undefined;
  const file = relative(root, resolve(dirname(bundle), entry.originalSource)).replaceAll("\\", "/");
  return { file, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
}

function read(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
