/**
 * Lines of Markdown as their reader sees them: code and comments are blanked, so that an example in them is nothing that the
 * record says. Each line keeps its length.
 */
export function visibleLines(lines: readonly string[]): readonly string[] {
  const state: Reading = { fence: null, isComment: false };
  const lastClosed = lines.findLastIndex((line) => line.includes("-->"));
  return lines.map((line, index) => visiblePart(line, { state, canOpen: index <= lastClosed }));
}

/** What a line inherits from those above it. */
interface Reading {
  /** The marks that opened a block of code, and close it. */
  fence: string | null;
  isComment: boolean;
}

interface Place {
  readonly state: Reading;
  /** A comment that nothing closes is none. */
  readonly canOpen: boolean;
}

function visiblePart(line: string, place: Place): string {
  const { state } = place;
  const marks = state.isComment ? undefined : /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/.exec(line)?.[1];
  if (state.fence !== null || marks !== undefined) {
    const closes = state.fence !== null && marks?.startsWith(state.fence) === true;
    state.fence = closes ? null : (state.fence ?? marks ?? null);
    return blank(line);
  }
  if (state.isComment || /[`<]/.test(line)) return withoutComments(state.isComment ? line : withoutCode(line), place);
  return line;
}

function withoutCode(line: string): string {
  return line.replaceAll(/(?<![`\\])(`+)(?!`).*?(?<!`)\1(?!`)/g, blank);
}

function withoutComments(line: string, { state, canOpen }: Place): string {
  const [inside = "", ...after] = state.isComment ? line.split("-->") : ["", line];
  if (after.length === 0) return blank(line);
  const closed = state.isComment ? `${blank(inside)}   ` : "";
  state.isComment = false;
  const rest = withoutClosed(after.join("-->"));
  const open = canOpen ? rest.search(/(?<!\\)<!--/) : -1;
  if (open === -1) return closed + rest;
  state.isComment = true;
  return closed + rest.slice(0, open) + blank(rest.slice(open));
}

/** Up to the last end of a comment, so that each start finds one at once. */
function withoutClosed(line: string): string {
  const end = line.lastIndexOf("-->");
  return end === -1 ? line : line.slice(0, end + 3).replaceAll(/(?<!\\)<!--.*?-->/g, blank) + line.slice(end + 3);
}

function blank(text: string): string {
  return " ".repeat(text.length);
}
