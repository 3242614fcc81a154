import { GeneratorError } from "./errors.ts";

const MAX_LENGTH = 35;

/** Reads the tag of a language (BCP 47) and gives its usual spelling: `pt-br` → `pt-BR`. Throws a GeneratorError `locale_refused`. */
export function parseTag(text: string): string {
  const shown = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}...` : text;
  const tag = text.length > MAX_LENGTH ? undefined : canonicalTag(text);
  if (tag === undefined) throw new GeneratorError("locale_refused", { tag: shown, reason: "it is no tag of BCP 47" });
  const { language } = new Intl.Locale(tag);
  if (NAMES.of(language) !== undefined) return tag;
  throw new GeneratorError("locale_refused", { tag: shown, reason: `nobody speaks ${JSON.stringify(language)}` });
}

const NAMES = new Intl.DisplayNames("en", { type: "language", fallback: "none" });

function canonicalTag(text: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(text)[0];
  } catch {
    return undefined;
  }
}
