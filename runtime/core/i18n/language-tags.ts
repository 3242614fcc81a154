/** The usual spelling of a language tag (`ko-kr` → `ko-KR`), or undefined for what is none (BCP 47). */
export function canonicalTag(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}

/**
 * The one of `known` that a language range asks for (RFC 4647, 3.4): the range itself, else with its last parts taken off
 * one by one. When that finds none, a more special one will do: `pt` is content with `pt-BR`.
 */
export function lookupTag(range: string, known: readonly string[]): string | undefined {
  const wanted = range.toLowerCase();
  for (let part = wanted; part !== ""; part = withoutLast(part)) {
    const found = known.find((tag) => tag.toLowerCase() === part);
    if (found !== undefined) return found;
  }
  return known.find((tag) => tag.toLowerCase().startsWith(`${wanted}-`));
}

/** A single letter only announces what follows it, so it goes as well. */
function withoutLast(tag: string): string {
  const shorter = tag.slice(0, Math.max(tag.lastIndexOf("-"), 0));
  return /-[a-z0-9]$/.test(shorter) ? shorter.slice(0, -2) : shorter;
}

/** One wish of an `Accept-Language` header. */
export interface LanguageRange {
  readonly range: string;
  /** 0 to 1; 0 refuses it. */
  readonly q: number;
}

/** Readers set a handful of languages; what comes after so many is not looked at. */
const MOST_RANGES = 32;

/** The wishes of an `Accept-Language` header (RFC 9110, 12.5.4), the strongest first. What cannot be read is left out. */
export function parseAcceptLanguage(header: string): readonly LanguageRange[] {
  return header
    .split(",", MOST_RANGES)
    .map(parseRange)
    .filter((range) => range !== undefined)
    .sort((a, b) => b.q - a.q);
}

const RANGE = /^(\*|[a-z]{1,8}(?:-[a-z0-9]{1,8})*)$/i;
const WEIGHT = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/i;

function parseRange(text: string): LanguageRange | undefined {
  const [range = "", ...params] = text.split(";").map((part) => part.trim());
  if (!RANGE.test(range) || params.length > 1) return undefined;
  if (params[0] === undefined) return { range, q: 1 };
  const q = WEIGHT.exec(params[0])?.[1];
  return q === undefined ? undefined : { range, q: Number(q) };
}

/** The one of `known` that an `Accept-Language` header asks for, if any. `*` is content with `standard`, else with any. */
export function negotiateTag(header: string, known: readonly string[], standard: string): string | undefined {
  const ranges = parseAcceptLanguage(header);
  const refused = new Set(ranges.filter(({ q }) => q === 0).map(({ range }) => range.toLowerCase()));
  const open = known.filter((tag) => !refused.has(tag.toLowerCase()));
  for (const { range, q } of ranges) {
    if (q === 0) break;
    const found = range === "*" ? (open.find((tag) => tag === standard) ?? open[0]) : lookupTag(range, open);
    if (found !== undefined) return found;
  }
  return undefined;
}
