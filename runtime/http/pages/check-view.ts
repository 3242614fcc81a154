import Handlebars from "handlebars";

import { MegaError } from "../../core/errors/errors.ts";
import type { ManifestText } from "../../manifest.ts";

interface Mistake {
  readonly reason: string;
  /** Counted from 1, as the column is. */
  readonly line: number;
  readonly column: number;
}

/**
 * Reads a view without compiling it.
 * @throws MegaError `view_invalid` with the place of its mistake
 */
export function checkView({ file, text }: ManifestText): void {
  try {
    Handlebars.parse(text);
  } catch (cause) {
    const { reason, line, column } = mistakeOf(cause as Error, text);
    throw new MegaError("view_invalid", { at: { file, line, column }, reason }, { cause });
  }
}

function mistakeOf(error: Error & { readonly lineNumber?: number; readonly column?: number }, text: string): Mistake {
  const { message, lineNumber, column = 0 } = error;
  if (lineNumber !== undefined) return { reason: ofBlocks(message), line: lineNumber, column: column + 1 };
  if (message.endsWith("got 'EOF'")) return unclosed(text);
  const line = Number(/ on line (\d+)/.exec(message)?.[1] ?? 1);
  const found = rejected(message);
  return { reason: `Unexpected ${quoted(found)}`, ...placeOf(text, line, found) };
}

/** `if doesn't match each - 2:5`, the one mistake that Handlebars itself knows the place of by numbers. */
function ofBlocks(message: string): string {
  const [, opened, closed] = /^(.+) doesn't match (.+) - \d+:\d+$/.exec(message) ?? [];
  return opened === undefined ? message : `${quoted(`{{#${opened}}}`)} is closed by ${quoted(`{{/${closed}}}`)}`;
}

const TAG = /\{\{\{?~?\s*([#/^]?)[^}]*\}\}/g;

/** Of a view that ends too early: the last block without its end. */
function unclosed(text: string): Mistake {
  const open: RegExpExecArray[] = [];
  for (const tag of text.replaceAll(/\{\{!(?:--[^]*?--|[^]*?)\}\}/g, blank).matchAll(TAG)) {
    if (tag[1] === "#" || (tag[1] === "^" && /[^\s~^{}]/.test(tag[0]))) open.push(tag);
    else if (tag[1] === "/") open.pop();
  }
  const block = open.at(-1);
  const before = text.slice(0, block?.index ?? text.length).split("\n");
  const reason = block === undefined ? "The view ends too early" : `${quoted(block[0])} is not closed`;
  return { reason, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** Keeps every place where it is. */
function blank(comment: string): string {
  return comment.replaceAll(/[^\n]/g, " ");
}

/** What Handlebars could not read: it shows a line of text, and below it an arrow to where it stopped. */
function rejected(message: string): string {
  const [, shown = "", arrow = ""] = message.split("\n");
  return shown
    .slice(arrow.indexOf("^"))
    .replace(/\.\.\.$/, "")
    .trim();
}

/** What it shows has lost its line breaks: as much of it as stands in one line is looked for. */
function placeOf(text: string, line: number, found: string): Pick<Mistake, "line" | "column"> {
  const written = text.split("\n")[line - 1] ?? "";
  for (let length = found.length; length > 0; length--) {
    const at = written.lastIndexOf(found.slice(0, length));
    if (at >= 0) return { line, column: at + 1 };
  }
  return { line, column: 1 };
}

function quoted(text: string): string {
  return `\`${text}\``;
}
