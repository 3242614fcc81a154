import type Handlebars from "handlebars";

import type { Translate, TranslateArgs } from "../../core/i18n/i18n.ts";
import { CSRF_FIELD } from "../security/csrf-tokens.ts";

/** What the helpers of a view need of the request it answers. */
export interface ViewTools {
  readonly t: Translate;
  readonly locale: string;
  /** The view that the page stands in; the app's `layout` where it has one unless said. False: none. */
  readonly layout?: string | false | undefined;
  /** `ctx.user` */
  readonly user: unknown;
  /** Makes the token of a form. */
  readonly csrf: () => string;
}

/**
 * - `{{t "post.created" title=post.title}}`: a text of the locale
 * - `{{csrf}}`: the hidden input that every POST form needs
 * - `{{#if (eq a b)}}`: comparing
 * - `{{json post.meta}}`: an object or array as JSON text
 * - `{{urlQuery query cursor=next}}`: the query of a link, with what it changes
 * - `{{date post.createdAt}}`: a moment in the locale's words; `{{date day style="short"}}`
 * - `{{@locale}}`: the language, for `<html lang>`; `{{@user}}`: who is signed in
 */
export function addHelpers(engine: typeof Handlebars): void {
  engine.registerHelper({
    t: (key: string, { hash, data }: Handlebars.HelperOptions) => toolsOf(data).t(key, hash as TranslateArgs),
    csrf: ({ data }: Handlebars.HelperOptions) =>
      new engine.SafeString(`<input type="hidden" name="${CSRF_FIELD}" value="${toolsOf(data).csrf()}">`),
    eq: (a: unknown, b: unknown) => a === b,
    json: (value: unknown) => JSON.stringify(value),
    urlQuery: (query: unknown, { hash }: Handlebars.HelperOptions) => formatQuery({ ...(query as object), ...hash }),
    date: (value: unknown, { hash, data }: Handlebars.HelperOptions) =>
      formatDate(value, toolsOf(data).locale, hash["style"]),
  });
}

function toolsOf(data: { readonly tools: ViewTools }): ViewTools {
  return data.tools;
}

function formatQuery(values: object): string {
  const present = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return new URLSearchParams(present.map(([name, value]): [string, string] => [name, String(value)])).toString();
}

/** A moment with its time in UTC, or a day (`2026-01-31`) as it is; anything else is handed through. */
function formatDate(value: unknown, locale: string, style: unknown): unknown {
  const time = value instanceof Date ? value : typeof value === "string" ? new Date(value) : null;
  if (time === null || Number.isNaN(time.getTime())) return value;
  const dateStyle = style === "short" || style === "long" || style === "full" ? style : "medium";
  const isDay = typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value);
  const options = isDay ? { dateStyle } : ({ dateStyle, timeStyle: "short" } as const);
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" } as Intl.DateTimeFormatOptions).format(time);
}
