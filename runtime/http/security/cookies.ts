import { createHmac } from "node:crypto";

import { fastifyCookie, type CookieSerializeOptions } from "@fastify/cookie";
import type { FastifyReply, FastifyRequest } from "fastify";

import type { Mode } from "../../config/key.ts";
import type { CookieSettings } from "../../config/parts/cookies.ts";
import { MegaError } from "../../core/errors/errors.ts";

/** The cookies of the server's own: signed, out of reach of scripts, and bound to this host where browsers can do that. */
export interface Cookies {
  /**
   * What `write` put into it. Undefined when there is none, when it was changed on the way, or when several of the name
   * differ: a page of a sibling host may have set the other one.
   */
  read(req: FastifyRequest, name: string): string | undefined;
  /**
   * Sets it for `maxAgeMs`, or until the browser is closed. A later call replaces an earlier one of the same reply.
   * @throws MegaError `cookie_too_large`
   */
  write(reply: FastifyReply, name: string, value: string, options?: { readonly maxAgeMs?: number }): void;
  /** Takes it away from the browser. */
  clear(reply: FastifyReply, name: string): void;
  /** The name that it has in the browser. */
  nameOf(name: string): string;
}

export interface CookieSurroundings {
  /** What signs; of several the first one, and the others are still believed: so a secret is replaced. */
  readonly secret: string | readonly string[];
  readonly mode: Mode;
}

/** The most that browsers must keep of a cookie, in bytes (RFC 6265, 6.1). */
export const MAX_COOKIE_BYTES = 4096;

export function makeCookies(settings: CookieSettings, { secret, mode }: CookieSurroundings): Cookies {
  const attributes = cookieAttributes(settings, mode);
  const prefix = cookiePrefix(attributes);
  const { sign, unsign } = makeSigner(secret);
  const set = (reply: FastifyReply, name: string, { value, ...age }: CookieContent): void => {
    const line = fastifyCookie.serialize(prefix + name, value, { ...attributes, ...age });
    if (line.length > MAX_COOKIE_BYTES) throw new MegaError("cookie_too_large", { name, bytes: line.length });
    setOnce(reply, line, (other) => other.startsWith(`${prefix}${name}=`));
  };
  return {
    read: (req, name) => {
      const { cookie } = req.headers;
      const raw = cookie === undefined ? undefined : onlyValue(cookie, prefix + name);
      return raw === undefined ? undefined : unsign(name, raw);
    },
    // As setCookie of Fastify.
    // oxlint-disable-next-line max-params
    write: (reply, name, text, { maxAgeMs } = {}) => {
      // Half a pair of surrogates cannot be sent: it becomes the replacement character.
      const value = sign(name, Buffer.from(text).toString());
      set(reply, name, maxAgeMs === undefined ? { value } : { value, maxAge: Math.ceil(maxAgeMs / 1000) });
    },
    clear: (reply, name) => set(reply, name, { value: "", maxAge: 0 }),
    nameOf: (name) => prefix + name,
  };
}

interface CookieContent {
  readonly value: string;
  /** In seconds. */
  readonly maxAge?: number;
}

/** What every cookie of an app has unless it says otherwise. */
export type CookieAttributes = Readonly<
  Pick<CookieSerializeOptions, "domain" | "sameSite"> & { path: string; httpOnly: true; secure: boolean }
>;

export function cookieAttributes(settings: CookieSettings, mode: Mode): CookieAttributes {
  const { domain, path = "/", sameSite = "lax", secure = mode !== "development" } = settings;
  return { path, httpOnly: true, sameSite, secure, ...(domain === undefined ? {} : { domain }) };
}

/** With such a name browsers refuse what another host, or a page without TLS, sets (RFC 6265bis, 4.1.3). */
function cookiePrefix({ secure, path, domain }: CookieAttributes): "" | "__Secure-" | "__Host-" {
  if (!secure) return "";
  return path === "/" && domain === undefined ? "__Host-" : "__Secure-";
}

interface CookieSigner {
  readonly sign: (name: string, value: string) => string;
  readonly unsign: (name: string, raw: string) => string | undefined;
}

/** The name is signed too, so that the value of one cookie is not believed in another. */
function makeSigner(secret: CookieSurroundings["secret"]): CookieSigner {
  const signer = fastifyCookie.signerFactory([secret].flat().map((one) => cookieKey(one, "mega: cookies")));
  return {
    sign: (name, value) => signer.sign(`${name}=${value}`).slice(name.length + 1),
    unsign: (name, raw) => {
      const value = decode(raw);
      const signed = value === undefined ? undefined : signer.unsign(`${name}=${value}`).value;
      return signed?.slice(name.length + 1);
    },
  };
}

/** A key for one kind of cookies alone: what the secret signs elsewhere is none of them. */
export function cookieKey(secret: string, kind: string): Buffer {
  return createHmac("sha256", secret).update(kind).digest();
}

function decode(raw: string): string | undefined {
  try {
    return decodeURIComponent(raw);
  } catch {
    return undefined;
  }
}

/**
 * The one value a `Cookie` header has for a name, compared letter by letter: no other case, no other blanks than those
 * of the standard, with which other names pass for a prefixed one. Undefined when values differ.
 */
function onlyValue(header: string, name: string): string | undefined {
  let found: string | undefined;
  for (const pair of header.split(";")) {
    const at = pair.indexOf("=");
    if (at === -1 || trim(pair.slice(0, at)) !== name) continue;
    const value = trim(pair.slice(at + 1));
    if (found !== undefined && found !== value) return undefined;
    found = value;
  }
  return found;
}

function trim(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, "");
}

/** Adds a `Set-Cookie` line in place of those of the same cookie: browsers need not keep the order of two. */
export function setOnce(reply: FastifyReply, line: string, isSame: (other: string) => boolean): void {
  const lines = [reply.getHeader("set-cookie") ?? []].flat() as string[];
  const others = lines.filter((other) => !isSame(other));
  if (others.length < lines.length) reply.removeHeader("set-cookie");
  reply.header("set-cookie", others.length < lines.length ? [...others, line] : line);
}
