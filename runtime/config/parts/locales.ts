import { object, orFalse, TEXT, type ConfigKeys } from "../key.ts";

/** The languages of an app. */
export interface LocalesConfig {
  readonly locales?: Partial<LocalesSettings>;
}

export interface LocalesSettings {
  /** The language when nothing else is asked for; `en` unless said. */
  readonly default: string;
  /** Language → the one that fills in the texts it lacks, before the default does: `{ uk: "pl" }`. */
  readonly fallback: Readonly<Record<string, string>>;
  /** The query parameter that chooses the language; `lang` unless said, false for none. */
  readonly query: string | false;
  /** The cookie that keeps the choice; `lang` unless said, false for none. */
  readonly cookie: string | false;
}

export const LOCALES_KEYS: ConfigKeys = {
  locales: {
    scope: "app",
    summary: "the languages of the app",
    schema: object({
      default: { type: "string", minLength: 2 },
      fallback: { type: "object", additionalProperties: { type: "string", minLength: 2 } },
      query: orFalse(TEXT),
      cookie: orFalse(TEXT),
    }),
    fallback: () => ({ default: "en", fallback: {}, query: "lang", cookie: "lang" }),
  },
};

/** Languages that the config names and the app has no texts in: the path of each, and its value. */
export function unknownLocales(
  config: Readonly<Record<string, unknown>>,
  known: readonly string[],
): readonly { readonly path: string; readonly locale: string }[] {
  const locales = isObject(config["locales"]) ? config["locales"] : {};
  const fallback = isObject(locales["fallback"]) ? locales["fallback"] : {};
  const named = [
    ["locales.default", locales["default"]] as const,
    ...Object.entries(fallback).map(([of, locale]) => [`locales.fallback.${of}`, locale] as const),
  ];
  // An app without texts speaks the framework's words alone.
  if (known.length === 0) return [];
  return named.flatMap(([path, locale]) =>
    typeof locale !== "string" || known.includes(locale) ? [] : [{ path, locale }],
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
