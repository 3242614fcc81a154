import { readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload, type SourceMapping } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** A place in a file, `file` an absolute path; line and column counted from 1. */
export interface FilePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Makes every stack of this process name the lines that were written, for modules with a source map beside them. A map is
 * read when a stack names its module, not before: most are never needed. (Node's own way reads all of them at the start.)
 */
export function mapStacks(): void {
  Error.prepareStackTrace = (error, frames) => [headOf(error), ...frames.map(lineOf)].join("\n    at ");
}

/** Keeps the source map of a module as it was when that was loaded: the file may be another when a stack needs it. */
export function keepSourceMap(file: string, map: string): void {
  maps.set(file, map);
}

/** Where the text at a place of a compiled module was written; the place itself when there is no map. */
export function writtenPlace(place: FilePlace): FilePlace {
  const map = mapOf(place.file);
  return map === null ? place : placeIn(place, entryAt(map, place.line - 1, place.column - 1));
}

/** The same of an arrow function, which a map knows by what is in it: before it ends what stands before it. */
export function writtenArrow(place: FilePlace): FilePlace {
  const map = mapOf(place.file);
  return map === null ? place : placeIn(place, entryFrom(map, place.line - 1, place.column - 1));
}

function entryAt(map: SourceMap, line: number, column: number): SourceMapping | undefined {
  const entry = map.findEntry(line, column);
  return "originalSource" in entry ? entry : undefined;
}

/** The first at the column or after it in its line; without one, the last before it. */
function entryFrom(map: SourceMap, line: number, from: number): SourceMapping | undefined {
  for (let column = from; column < from + LONGEST_PARAMETERS; column++) {
    const entry = entryAt(map, line, column);
    if (entry?.generatedLine === line && entry.generatedColumn >= from) return entry;
  }
  return entryAt(map, line, from);
}

/** In characters. */
const LONGEST_PARAMETERS = 100;

function placeIn(place: FilePlace, entry: SourceMapping | undefined): FilePlace {
  if (entry === undefined) return place;
  const { originalSource, originalLine, originalColumn } = entry;
  // It is written as a URL: `%28admin%29/posts.ts`.
  const written = resolve(dirname(place.file), decodeURIComponent(originalSource));
  return { file: written, line: originalLine + 1, column: originalColumn + 1 };
}

/** By file: its map, or its text until it is needed; null when there is none. */
const maps = new Map<string, string | SourceMap | null>();

function mapOf(file: string): SourceMap | null {
  const known = maps.get(file);
  if (typeof known !== "string" && known !== undefined) return known;
  const map = parsed(known ?? readMap(file));
  maps.set(file, map);
  return map;
}

function readMap(file: string): string | null {
  try {
    return readFileSync(`${file}.map`, "utf8");
  } catch {
    return null;
  }
}

function parsed(text: string | null): SourceMap | null {
  try {
    // The shape is the compiler's; a module without a readable map stands for itself.
    return text === null ? null : new SourceMap(JSON.parse(text) as SourceMapPayload);
  } catch {
    return null;
  }
}

function headOf(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    // A getter of the error itself throws.
    return "Error";
  }
}

/** The one folder whose modules have maps: no other file is looked beside. */
const COMPILED = "/.mega/";

function lineOf(frame: NodeJS.CallSite): string {
  // oxlint-disable-next-line typescript/no-base-to-string -- V8 writes it, the type does not say so.
  const text = String(frame);
  const url = frame.getFileName();
  const [line, column] = [frame.getLineNumber(), frame.getColumnNumber()];
  if (url?.startsWith("file://") !== true || !url.includes(COMPILED) || line === null || column === null) return text;
  const written = writtenPlace({ file: fileURLToPath(url), line, column });
  return text.replace(`${url}:${line}:${column}`, () => `${written.file}:${written.line}:${written.column}`);
}
