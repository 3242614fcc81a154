import { stripVTControlCharacters } from "node:util";

import { framesIn, projectFile } from "../core/stack-place.ts";

/** An error as the log writes it: pino's own shape. */
export interface LoggedError {
  readonly type?: string;
  readonly message?: string;
  /** With those of its causes. */
  readonly stack?: string;
  readonly [more: string]: unknown;
}

/**
 * An error for people: its words, the lines of the project that led to it, and what else it says of itself. Without lines
 * of the project it has all of its stack. `root`: absolute path of the project.
 */
export function prettyError({ type, message, stack, ...more }: LoggedError, root: string): string {
  const sections = (stack ?? `${type ?? "Error"}: ${message ?? ""}`).split(/\n(?=caused by: )/);
  const told = [...shortened(sections, root), ...extras(more)].join("\n");
  // Texts of a client may be in it, and a terminal does what it is told.
  return stripVTControlCharacters(told).replaceAll(CONTROLS, "");
}

function shortened(sections: readonly string[], root: string): readonly string[] {
  const all = sections.map((section) => section.split("\n"));
  if (!all.flat().some((line) => ownFrame(line, root) !== null)) return all.flat();
  const kept: string[] = [];
  let words = "";
  for (const lines of all) {
    const head = lines.filter((line) => !isFrame(line)).join("\n");
    // Most causes are quoted by what they led to.
    const isQuoted = words.includes(head.replace(/^caused by: (?:\w+: )?/, ""));
    words += head;
    const frames = lines.map((line) => ownFrame(line, root)).filter((line) => line !== null);
    if (!isQuoted) kept.push(head, ...frames);
  }
  return kept;
}

function isFrame(line: string): boolean {
  return /^\s+at /.test(line);
}

/** The line as it is told; null for one that is no frame of a file of the project. */
function ownFrame(line: string, root: string): string | null {
  const [frame] = framesIn(line);
  const file = frame === undefined ? null : projectFile(frame.path, root);
  return frame === undefined || file === null ? null : line.replace(frame.path, file);
}

function extras(more: Readonly<Record<string, unknown>>): readonly string[] {
  const said = Object.entries(more).filter(
    ([name, value]) => !KNOWN.has(name) && value !== undefined && value !== null,
  );
  return said.map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`);
}

/** Of mega's own errors: its class, which is told, and what its answer was, which the line of the request tells. */
const KNOWN = new Set(["name", "status", "isPublic"]);

/** But tabs and line ends. */
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g;
