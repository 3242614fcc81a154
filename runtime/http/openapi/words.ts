import pluralize from "pluralize";

/** `posts` → `post`; words that are singular, or too short to tell, stay. */
export function singular(word: string): string {
  return word.length <= 3 ? word : pluralize.singular(word);
}

export function isPlural(word: string): boolean {
  return word.length > 3 && pluralize.isPlural(word) && !pluralize.isSingular(word);
}

/** The words of a text in any writing: `blog-posts`, `blogPosts` → `["blog", "posts"]`. Letters and digits of any language. */
export function wordsOf(text: string): readonly string[] {
  return text
    .replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1 $2")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

export function pascalCase(text: string): string {
  return wordsOf(text).map(capitalize).join("");
}

export function camelCase(text: string): string {
  return lowerFirst(pascalCase(text));
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function lowerFirst(word: string): string {
  return word.charAt(0).toLowerCase() + word.slice(1);
}
