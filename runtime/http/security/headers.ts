import type { FastifyInstance, FastifyReply } from "fastify";
import helmet, { type HelmetOptions } from "helmet";

import type { Mode } from "../../config/key.ts";
import type { HelmetSettings } from "../../config/parts/helmet.ts";

/** The headers of an app or a route, ready to be written. */
export interface SecurityHeaders {
  /** Every answer's, data or page; a handler may still change or remove them. */
  readonly start: (reply: FastifyReply) => void;
  /** Adds what a browser needs to be told that renders the answer, unless it was said already. */
  readonly complete: (reply: FastifyReply) => void;
}

/** Runs helmet once: with these options, none of its headers depends on the request. */
export function makeHeaders(settings: HelmetSettings, mode: Mode): SecurityHeaders {
  const all = headersOf(mode === "development" ? withoutTls(settings) : settings);
  const always = all.filter(([name]) => DATA_HEADERS.has(name));
  const pages = all.filter(([name]) => !DATA_HEADERS.has(name));
  return {
    start: (reply) => {
      for (const { 0: name, 1: value } of always) reply.header(name, value);
    },
    complete: (reply) => {
      if (isJson(reply.getHeader("content-type"))) return;
      for (const [name, value] of pages) if (!reply.hasHeader(name)) reply.header(name, value);
    },
  };
}

/** Every header at once, for an answer that no hook sees. */
export function writeHeaders(reply: FastifyReply, headers: SecurityHeaders): void {
  headers.start(reply);
  headers.complete(reply);
}

/** The headers on every answer of an instance that has no more security than that. */
export function addHeaders(fastify: FastifyInstance, headers: SecurityHeaders): void {
  fastify.addHook("onRequest", (_req, reply, done) => {
    headers.start(reply);
    done();
  });
  // Fastify calls hooks with four arguments.
  // oxlint-disable-next-line max-params
  fastify.addHook("onSend", (_req, reply, _payload, done) => {
    headers.complete(reply);
    done();
  });
}

type Header = readonly [name: string, value: string];

/**
 * No guessing of types, no frames, no reading by pages of other sites, TLS only: what OWASP's REST Security Cheat Sheet
 * asks of answers that no browser renders, and what keeps them out of other sites' processes.
 */
const DATA_HEADERS: ReadonlySet<string> = new Set([
  "x-content-type-options",
  "x-frame-options",
  "cross-origin-resource-policy",
  "strict-transport-security",
]);

/**
 * A browser that once hears of TLS asks localhost for it for a year, and one on another device asks for the stylesheets
 * of a plain page by TLS.
 */
function withoutTls(settings: HelmetSettings): HelmetSettings {
  const { contentSecurityPolicy: given = true, strictTransportSecurity = false } = settings;
  if (given === false) return { ...settings, strictTransportSecurity };
  const policy = given === true ? {} : given;
  const hasOwn = Object.keys(policy.directives ?? {}).some((name) => /^upgrade-?insecure-?requests$/i.test(name));
  const directives = hasOwn ? policy.directives : { ...policy.directives, upgradeInsecureRequests: null };
  return { ...settings, strictTransportSecurity, contentSecurityPolicy: { ...policy, directives: directives ?? {} } };
}

function headersOf(settings: HelmetSettings): readonly Header[] {
  const headers: Header[] = [];
  const answer = {
    setHeader: (name: string, value: string) => headers.push([name.toLowerCase(), value]),
    removeHeader: () => {},
  };
  // Without functions among its options, helmet looks at no request and does no more with an answer than this one can.
  helmet(settings as HelmetOptions)({} as never, answer as never, throwIfAny);
  return headers;
}

function throwIfAny(error?: unknown): void {
  if (error !== undefined) throw error;
}

/** Nobody renders it, so most of helmet's headers would say nothing. */
function isJson(type: unknown): boolean {
  return (
    typeof type === "string" && (type.startsWith("application/json") || /^application\/[\w.-]+\+json\b/.test(type))
  );
}
