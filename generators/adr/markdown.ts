/** A title as one line of Markdown that shows it as typed: nothing in it opens a link or a tag. */
export function escapeTitle(title: string): string {
  return title.replaceAll(/[\\[\]<]/g, "\\$&");
}

/** The title of a heading without a number: what starts like one is not read as one. */
export function escapePlainTitle(title: string): string {
  return escapeTitle(title).replace(/^(\d+)\.(?=\s)/, String.raw`$1\.`);
}

/** What `escapeTitle` and `escapePlainTitle` were given. */
export function unescapeTitle(text: string): string {
  return text.replace(/^(\d+)\\\.(?=\s)/, "$1.").replaceAll(/\\([\\[\]<])/g, "$1");
}

/** A title as typed, on one line: spaces for what breaks lines, nothing for other control characters. */
export function plainTitle(text: string): string {
  return text
    .replaceAll(/\s+/gu, " ")
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, "")
    .trim();
}

const MAX_SLUG = 80;

/** The title in a file's name: letters and digits of any script, in lower case, with hyphens between them. */
export function slugOf(title: string): string {
  const slug = title
    .normalize("NFC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, "-")
    .replaceAll(/^-|-$/g, "");
  return Array.from(slug).slice(0, MAX_SLUG).join("").replace(/-$/, "");
}
