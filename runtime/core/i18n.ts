import type { IntlMessageFormat } from "intl-messageformat";

import { MegaError } from "./errors.ts";

/** The texts of an app: language → messages, nested or flat (`{ post: { title } }` or `{ "post.title" }`). */
export type Locales = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** `t("post.created", { title })`; a missing key hands `fallback`, or the key itself, through. */
export type Translate = (key: string, args?: TranslateArgs, fallback?: string) => string;

export type TranslateArgs = Readonly<Record<string, string | number | boolean | Date | null | undefined>>;

export interface Translator {
  /** The language of the texts. */
  readonly locale: string;
  readonly translate: Translate;
}

/** For apps without locales. */
export const untranslated: Translate = (key, _args, fallback) => fallback ?? key;

/**
 * Makes the translator of a language. Messages are ICU MessageFormat; the formatter is loaded only when a message has an
 * argument.
 * @throws MegaError `message_invalid` naming the key of a message that cannot be parsed
 */
export async function makeTranslator(locales: Locales, locale: string): Promise<Translator> {
  const texts = flatten(locales[locale] ?? {});
  const needsFormatter = [...texts.values()].some(isFormatted);
  const formatter = needsFormatter ? (await import("intl-messageformat")).IntlMessageFormat : null;
  const messages = new Map<string, Message>();
  for (const [key, text] of texts) {
    messages.set(key, formatter && isFormatted(text) ? compile({ formatter, key, text, locale }) : () => text);
  }
  const translate: Translate = (key, args, fallback) => messages.get(key)?.(args) ?? fallback ?? key;
  return { locale, translate };
}

type Message = (args?: TranslateArgs) => string;
type Formatter = typeof IntlMessageFormat;

function isFormatted(text: string): boolean {
  return text.includes("{");
}

interface Source {
  readonly formatter: Formatter;
  readonly key: string;
  readonly text: string;
  readonly locale: string;
}

function compile(source: Source): Message {
  const { text } = source;
  const format = parse(source);
  return (args) => {
    try {
      return String(format.format(args));
    } catch {
      // An argument is missing or of the wrong kind: the page shows the text as it is written rather than failing.
      return text;
    }
  };
}

function parse({ formatter, key, text, locale }: Source): IntlMessageFormat {
  try {
    // Texts are no markup: `<b>` is text, and pages escape what they print.
    return new formatter(text, locale, undefined, { ignoreTag: true });
  } catch (cause) {
    throw new MegaError("message_invalid", { key, locale, reason: (cause as Error).message }, { cause });
  }
}

function flatten(messages: Readonly<Record<string, unknown>>): Map<string, string> {
  const flat = new Map<string, string>();
  const visit = (value: unknown, path: string): void => {
    if (typeof value === "string") flat.set(path, value);
    else if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) visit(inner, path === "" ? key : `${path}.${key}`);
    }
  };
  visit(messages, "");
  return flat;
}
