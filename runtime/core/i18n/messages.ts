import type { Formatters, IntlMessageFormat } from "intl-messageformat";

import type { TranslateArgs } from "./i18n.ts";

/** One compiled text. */
export type Message = (args?: TranslateArgs) => string;

export interface CompiledTexts {
  readonly messages: ReadonlyMap<string, Message>;
  /** What cannot be used, each with its key. */
  readonly mistakes: readonly string[];
}

/**
 * Compiles the texts of one language: ICU MessageFormat, nested or flat. The formatter is loaded only when a text has an
 * argument. Dates are written in UTC.
 */
export async function compileTexts(texts: Readonly<Record<string, unknown>>, locale: string): Promise<CompiledTexts> {
  const messages = new Map<string, Message>();
  const mistakes: string[] = [];
  const flat = flatten(texts, mistakes);
  const needsFormatter = [...flat.values()].some(isFormatted);
  const parse = needsFormatter ? await makeParser(locale) : null;
  for (const [key, text] of flat) {
    try {
      messages.set(key, parse !== null && isFormatted(text) ? toMessage(parse(text), text) : () => text);
    } catch (error) {
      mistakes.push(`"${key}" is not ICU MessageFormat: ${(error as Error).message}`);
    }
  }
  return { messages, mistakes };
}

/** A text without braces and quotes stands for itself; `'` escapes in ICU MessageFormat. */
function isFormatted(text: string): boolean {
  return /[{}]/.test(text);
}

function toMessage(format: IntlMessageFormat, text: string): Message {
  return (args) => {
    try {
      return String(format.format(args));
    } catch {
      // An argument is missing or of the wrong kind: the page shows the text as it is written rather than failing.
      return text;
    }
  };
}

async function makeParser(locale: string): Promise<(text: string) => IntlMessageFormat> {
  const { IntlMessageFormat } = await import("intl-messageformat");
  const formatters = sharedFormatters();
  // Texts are no markup: `<b>` is text, and pages escape what they print.
  return (text) => new IntlMessageFormat(text, locale, undefined, { ignoreTag: true, formatters });
}

/** The formatters of a language, each made once: making one costs a hundred times what using it does. */
function sharedFormatters(): Formatters {
  const made = new Map<string, unknown>();
  const once = <T>(kind: string, options: object | undefined, make: () => T): T => {
    const key = `${kind}${JSON.stringify(options ?? {})}`;
    const known = made.get(key) as T | undefined;
    if (known !== undefined) return known;
    const fresh = make();
    made.set(key, fresh);
    return fresh;
  };
  return {
    getNumberFormat: (locale, options) =>
      // The package's options say `string` where Intl's say which ones.
      once("number", options, () => new Intl.NumberFormat(locale, options as Intl.NumberFormatOptions)),
    getDateTimeFormat: (locale, options) =>
      once("date", options, () => new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options })),
    getPluralRules: (locale, options) => once("plural", options, () => new Intl.PluralRules(locale, options)),
  };
}

function flatten(texts: Readonly<Record<string, unknown>>, mistakes: string[]): ReadonlyMap<string, string> {
  const flat = new Map<string, string>();
  const visit = (value: unknown, path: string): void => {
    if (typeof value === "string") {
      if (flat.has(path)) mistakes.push(`"${path}" is there twice`);
      flat.set(path, value);
    } else if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) visit(inner, path === "" ? key : `${path}.${key}`);
    } else {
      mistakes.push(`"${path}" is ${JSON.stringify(value)}, and not a text or a group of texts`);
    }
  };
  visit(texts, "");
  return flat;
}
