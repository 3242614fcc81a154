export interface ParagraphAddition {
  /** The heading of the section, of level 2: `Status`. */
  readonly section: string;
  /** One line each; those that are there are not written again. */
  readonly paragraphs: readonly string[];
  /** Paragraphs, in lower case, that go when one is added. */
  readonly ends: readonly string[];
}

/** Adds paragraphs to the end of a section of a Markdown text. A text without the section stays as it is. */
export function addParagraphs(text: string, { section, paragraphs, ends }: ParagraphAddition): string {
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const lines = text.split(newline);
  const start = lines.findIndex((row) => row.trim().toLowerCase() === `## ${section.toLowerCase()}`);
  const stop = lines.findIndex((row, index) => index > start && row.startsWith("##"));
  const present = lines.slice(start + 1, stop === -1 ? undefined : stop).join("\n");
  const said = present
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter(Boolean);
  const added = paragraphs.filter((paragraph) => !said.includes(paragraph));
  if (start === -1 || added.length === 0) return text;
  const kept = said.filter((paragraph) => !ends.includes(paragraph.toLowerCase()));
  const body = [...kept, ...added].join("\n\n").split("\n");
  const rest = stop === -1 ? [] : lines.slice(stop);
  return [...lines.slice(0, start + 1), "", ...body, "", ...rest].join(newline);
}
