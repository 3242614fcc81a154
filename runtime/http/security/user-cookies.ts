import { fastifyCookie, type CookieSerializeOptions } from "@fastify/cookie";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import type { AppPlugin } from "../../config/parts/plugins.ts";
import { MegaError } from "../../core/errors/errors.ts";
import { cookieKey, MAX_COOKIE_BYTES, setOnce, type CookieAttributes } from "./cookies.ts";

export interface UserCookieOptions {
  /** What a cookie has unless `setCookie` says otherwise. */
  readonly defaults: CookieAttributes;
  /** Signs the cookies that ask for it: `setCookie(name, value, { signed: true })`. */
  readonly secret: string;
  /** Those of the app: when @fastify/cookie is one of them, the project wants it as it is. */
  readonly plugins: readonly AppPlugin[];
}

/**
 * `req.cookies`, `reply.setCookie()` and `reply.clearCookie()` as @fastify/cookie declares them, with the app's defaults.
 * Its hooks on every request are left out: nothing is parsed before somebody looks, and a cookie is written when it is set.
 */
export async function addUserCookies(fastify: FastifyInstance, options: UserCookieOptions): Promise<void> {
  await loadParser(fastify);
  if (options.plugins.some(isCookiePlugin)) return;
  await fastify.register(
    Object.assign(async (app: FastifyInstance) => decorate(app, options), {
      [Symbol.for("skip-override")]: true,
      // Plugins that need cookies ask for them by this name.
      [PLUGIN_META]: { name: NAME },
    }),
  );
}

/** Whether this process has the parser that it shares with the server's own cookies. */
let isLoaded = false;

/** It comes with the plugin alone: registered once, out of reach of the routes. */
async function loadParser(fastify: FastifyInstance): Promise<void> {
  if (isLoaded) return;
  await fastify.register(async (scope) => await scope.register(fastifyCookie, { hook: false }));
  isLoaded = true;
}

const PLUGIN_META: unique symbol = Symbol.for("plugin-meta");
const NAME = "@fastify/cookie";

/** Whichever copy of it the project has installed. */
function isCookiePlugin(given: AppPlugin): boolean {
  const plugin = (typeof given === "function" ? given : given[0]) as { readonly [PLUGIN_META]?: { name?: unknown } };
  return plugin[PLUGIN_META]?.name === NAME;
}

function decorate(app: FastifyInstance, { defaults, secret }: UserCookieOptions): void {
  const signer = fastifyCookie.signerFactory(cookieKey(secret, "mega: cookies of the project"));
  const signCookie = (value: string): string => signer.sign(value);
  const unsignCookie = (value: string): ReturnType<typeof signer.unsign> => signer.unsign(value);
  app.decorate("signCookie", signCookie).decorate("unsignCookie", unsignCookie);
  app.decorateRequest("signCookie", signCookie).decorateRequest("unsignCookie", unsignCookie);
  app.decorateReply("signCookie", signCookie).decorateReply("unsignCookie", unsignCookie);
  app.decorate("serializeCookie", fastifyCookie.serialize);
  app.decorate("parseCookie", (header: string) => fastifyCookie.parse(header));
  app.decorateRequest("cookies", { getter: readCookies, setter: replaceCookies });
  // As @fastify/cookie declares it.
  // oxlint-disable-next-line max-params
  const set = function set(this: FastifyReply, name: string, value: string, options?: CookieSerializeOptions) {
    return writeCookie(this, { name, value, options: { ...defaults, ...given(options) }, signer });
  };
  app.decorateReply("setCookie", set);
  app.decorateReply("cookie", set);
  app.decorateReply("clearCookie", function clear(this: FastifyReply, name: string, options?: CookieSerializeOptions) {
    const gone = { ...defaults, ...given(options), expires: new Date(0), maxAge: 0, signed: false };
    return writeCookie(this, { name, value: "", options: gone, signer });
  });
}

type RequestCookies = FastifyRequest["cookies"];

const parsed = new WeakMap<FastifyRequest, RequestCookies>();

function readCookies(this: FastifyRequest): RequestCookies {
  const known = parsed.get(this);
  if (known !== undefined) return known;
  const { cookie } = this.headers;
  // Of an empty text too, which gives an object without the names that every object has.
  const cookies: RequestCookies = fastifyCookie.parse(cookie ?? "");
  parsed.set(this, cookies);
  return cookies;
}

/** It is a plain property in @fastify/cookie. */
function replaceCookies(this: FastifyRequest, cookies: RequestCookies): void {
  parsed.set(this, cookies);
}

interface UserCookie {
  readonly name: string;
  readonly value: string;
  readonly options: CookieSerializeOptions;
  readonly signer: ReturnType<typeof fastifyCookie.signerFactory>;
}

function writeCookie(reply: FastifyReply, { name, value, options, signer }: UserCookie): FastifyReply {
  const { signed, secure, ...attributes } = options;
  const isSecure = secure === "auto" ? reply.request.protocol === "https" : secure === true;
  const text = signed === true ? signer.sign(value) : value;
  const line = fastifyCookie.serialize(name, text, { ...attributes, secure: isSecure });
  if (line.length > MAX_COOKIE_BYTES) throw new MegaError("cookie_too_large", { name, bytes: line.length });
  const place = placeOf(line);
  setOnce(reply, line, (other) => other.startsWith(`${name}=`) && placeOf(other) === place);
  return reply;
}

/** An option that is undefined says nothing: it does not take a default away. */
function given(options: CookieSerializeOptions = {}): CookieSerializeOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** What tells two cookies of one name apart. */
function placeOf(line: string): string {
  return line.match(/; (?:Domain|Path)=[^;]*/g)?.join("") ?? "";
}
