import pluralize from "pluralize";

// What the library takes for plurals of words that do not exist: `canvas` is not many `canva`.
for (const [one, many] of [
  ["canvas", "canvases"],
  ["lens", "lenses"],
  ["atlas", "atlases"],
  ["axis", "axes"],
  ["schema", "schemas"],
  ["virus", "viruses"],
] as const) {
  pluralize.addIrregularRule(one, many);
}
for (const word of ["data", "metadata", "media", "chaos", "https"]) pluralize.addUncountableRule(word);

/** `posts` → `post`, `people` → `person`; a word that is singular, or too short to tell (`sms`, `dns`), stays. */
export function singularOf(word: string): string {
  return word.length <= 3 ? word : pluralize.singular(word);
}

/** `post` → `posts`, `person` → `people`, `news` → `news`. */
export function pluralOf(word: string): string {
  return word.length === 1 ? `${word}s` : pluralize.plural(word);
}

/**
 * The words of an identifier in any usual writing, in lower case: `BlogPost`, `blog-post`, `blog_post` → `["blog", "post"]`;
 * `HTTPServer` → `["http", "server"]`. They are chosen so that camelCase and snake_case map onto each other without loss, as
 * Kysely's CamelCasePlugin does it: a word never starts with a digit (`address_2` → `["address2"]`), and single letters
 * in a row are one word (`a_b_c` → `["a", "bc"]`).
 */
export function wordsOf(text: string): readonly string[] {
  return partsOf(text).reduce<readonly string[]>((words, part) => joinWord(words, part), []);
}

/** The words as they are typed, for names that are no identifiers: `a_b_c` → `["a", "b", "c"]`. */
export function partsOf(text: string): readonly string[] {
  return text
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .split(/[\s_-]+/)
    .filter((part) => part !== "")
    .map((part) => part.toLowerCase());
}

/** `["blog", "post"]` → `blogPost`. */
export function camelCase(words: readonly string[]): string {
  return words.map((word, index) => (index === 0 ? word : capitalize(word))).join("");
}

/** `["blog", "post"]` → `BlogPost`. */
export function pascalCase(words: readonly string[]): string {
  return words.map(capitalize).join("");
}

export function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Appends a word, or glues it to the last one where camelCase would lose the border between them. */
function joinWord(words: readonly string[], part: string): readonly string[] {
  const last = words.at(-1);
  const glued = last !== undefined && (/^[0-9]/.test(part) || (words.length > 1 && last.length === 1));
  return glued ? [...words.slice(0, -1), last + part] : [...words, part];
}
