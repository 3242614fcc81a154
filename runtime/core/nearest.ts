import { distance } from "fastest-levenshtein";

/** The candidate that `word` was probably meant to be: at most a third of its letters, or two of a short word, typed otherwise. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const most = word.length < 3 ? 1 : Math.max(2, Math.floor(word.length / 3));
  const near = Array.from(candidates, (name) => ({ name, away: distance(word.toLowerCase(), name.toLowerCase()) }));
  return near.filter(({ away }) => away <= most).sort((a, b) => a.away - b.away)[0]?.name;
}
