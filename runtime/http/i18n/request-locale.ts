import { fastifyCookie as cookies } from "@fastify/cookie";
import type { FastifyReply, FastifyRequest } from "fastify";

import type { LocalesSettings } from "../../config/parts/locales.ts";
import type { Languages } from "../../core/i18n/i18n.ts";
import { negotiateTag } from "../../core/i18n/language-tags.ts";
import { addVary } from "../answer/vary.ts";

export type LocaleOf = (req: FastifyRequest, reply: FastifyReply) => string;

/**
 * Chooses the language of an answer: the query parameter, the cookie, `Accept-Language`, the default; only among those
 * that the app has texts in. The answer says its language, and what it depended on.
 */
export function makeLocaleOf(languages: () => Languages, settings: LocalesSettings): LocaleOf {
  return (req, reply) => {
    const known = languages();
    if (known.locales.length < 2) return known.default;
    const locale = chooseLocale(known, settings, { req, reply });
    reply.header("content-language", locale);
    return locale;
  };
}

interface Exchange {
  readonly req: FastifyRequest;
  readonly reply: FastifyReply;
}

function chooseLocale(languages: Languages, { query, cookie }: LocalesSettings, { req, reply }: Exchange): string {
  // The address is part of what caches keep an answer by.
  const asked = query === false ? undefined : lookup(languages, queryValue(req.url, query));
  if (asked !== undefined) return asked;
  if (cookie !== false) addVary(reply, "Cookie");
  const kept = cookie === false ? undefined : lookup(languages, cookieValue(req.headers.cookie, cookie));
  if (kept !== undefined) return kept;
  addVary(reply, "Accept-Language");
  const accepted = req.headers["accept-language"];
  return (accepted && negotiateTag(accepted, languages.locales, languages.default)) ?? languages.default;
}

function lookup(languages: Languages, tag: string | null | undefined): string | undefined {
  return tag ? languages.lookup(tag) : undefined;
}

/** From the address itself: a route's schema may know nothing of the parameter, or have made something else of it. */
function queryValue(url: string, name: string): string | null {
  const start = url.indexOf("?");
  if (start === -1 || !url.includes(`${name}=`, start)) return null;
  return new URLSearchParams(url.slice(start)).get(name);
}

function cookieValue(header: string | undefined, name: string): string | undefined {
  return header?.includes(`${name}=`) === true ? cookies.parse(header)[name] : undefined;
}
