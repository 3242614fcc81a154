import { nearest } from "./nearest.ts";

/** Takes down one mistake and lets the reading go on, so that all of them are found at once. */
export type Report = (mistake: string) => void;

/** `; did you mean string?`, or nothing when no candidate is near. */
export function suggestion(word: string, candidates: Iterable<string>): string {
  const near = nearest(word, candidates);
  return near === undefined ? "" : `; did you mean ${near}?`;
}

/** What was typed, quoted, on one line and not too long. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 37)}...` : text);
}
