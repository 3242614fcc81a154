import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";

import type { FastifyInstance, FastifyReply, FastifyRequest, RequestPayload, RouteOptions } from "fastify";

import type { AppSettings } from "../../config/settings.ts";
import type { Cache } from "../../core/data/cache.ts";
import type { Caches } from "../../core/ctx/ctx-ports.ts";
import { MegaError } from "../../core/errors/errors.ts";
import { MegaUnsupportedMediaTypeError } from "../../core/errors/http-errors.ts";
import type { Clock } from "../../core/ports.ts";
import type { RouteGuard } from "../routes/route-guard.ts";
import { deriveKeys } from "./cipher.ts";
import { bothNonces, makeCachedNonces, makeMemoryNonces, type NonceStore } from "./nonces.ts";
import { openRequest, type Accepted, type Asp } from "./open-request.ts";
import { coverage } from "./paths.ts";
import { readAnswer, readRequest } from "./read-body.ts";
import { sealAnswer } from "./seal-answer.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** False: never encrypted, whatever `enabledPaths` says. */
    asp?: false;
  }
}

export interface AddAspOptions {
  readonly config: AppSettings;
  /** The app's config file, for mistakes. */
  readonly file: string;
  readonly cache: Caches;
  readonly clock: Clock;
}

/**
 * Encrypts what the routes at `asp.http.enabledPaths` take and give: docs/asp.md. They are told when they are mounted;
 * other routes pay nothing. To be called before any route is there. Returns what `mega routes` shows.
 */
export function addAsp(fastify: FastifyInstance, options: AddAspOptions): readonly RouteGuard[] {
  const { enabledPaths } = options.config.asp.http;
  const secrets = secretsOf(options.config);
  if (enabledPaths.length === 0) return [];
  if (secrets === undefined) {
    fastify.log.warn(`${options.file}: asp has no secret: ${enabledPaths.join(", ")} are served without encryption`);
    return [];
  }
  const { decrypt, encrypt } = makeHooks(makeAsp(options, secrets));
  fastify.addHook("onRoute", (route) => {
    if (route.config?.asp === false || !isEnabled(enabledPaths, route.url)) return;
    Object.assign(route, {
      preParsing: [...hooksOf(route, "preParsing"), decrypt],
      onSend: [...hooksOf(route, "onSend"), encrypt],
    });
  });
  reportPaths(fastify, options);
  return [guard("preParsing", "decryption (ASP)", enabledPaths), guard("onSend", "encryption (ASP)", enabledPaths)];
}

/** The headers of encrypted requests; none when the app has no such requests. */
export function aspRequestHeaders(config: AppSettings): readonly string[] {
  const isOn = config.asp.http.enabledPaths.length > 0 && secretsOf(config) !== undefined;
  return isOn ? Object.values(headersOf(config)) : [];
}

function headersOf({ asp }: AppSettings): Asp["headers"] {
  const signal = asp.http.headerSignal.toLowerCase();
  return { signal, timestamp: asp.http.timestampHeader.toLowerCase(), type: `${signal}-type` };
}

function secretsOf({ asp: { masterSecret, keys } }: AppSettings): Readonly<Record<string, string>> | undefined {
  return masterSecret === undefined ? keys : { main: masterSecret };
}

function makeAsp(options: AddAspOptions, secrets: Readonly<Record<string, string>>): Asp {
  const { config, clock } = options;
  const { driftMs } = config.asp.http;
  return {
    keys: new Map(Object.entries(secrets).map(([keyId, secret]) => [keyId, deriveKeys(keyId, secret)])),
    decoy: deriveKeys("", randomBytes(32).toString("hex")),
    headers: headersOf(config),
    driftMs,
    clock,
    nonces: makeNonces(options),
  };
}

function makeNonces({ config, cache, clock }: AddAspOptions): NonceStore {
  const { nonceCache: alias, driftMs } = config.asp.http;
  const memory = makeMemoryNonces({ clock, driftMs });
  if (alias === undefined) return memory;
  // The config's check has found the alias among the caches.
  const cached = makeCachedNonces(cache[alias] as Cache, driftMs);
  // The memory cache lets go of what was used longest ago when it is full; nonces must not be.
  return config.caches[alias]?.driver === "memory" ? bothNonces(memory, cached) : cached;
}

interface Hooks {
  readonly decrypt: (req: FastifyRequest, reply: FastifyReply, payload: RequestPayload) => Promise<RequestPayload>;
  readonly encrypt: (req: FastifyRequest, reply: FastifyReply, payload: unknown) => Promise<unknown>;
}

function makeHooks(asp: Asp): Hooks {
  /** Requests that were accepted: their answers are encrypted, refusals are not. */
  const requests = new WeakMap<FastifyRequest, Accepted>();
  return {
    decrypt: async (req, reply, payload) => {
      const ciphertext = await readRequest(payload, reply, req.routeOptions.bodyLimit);
      const { accepted, body, type } = await openRequest(asp, req, ciphertext);
      requests.set(req, accepted);
      showPlain(req, type);
      return Readable.from(body);
    },
    encrypt: async (req, reply, payload) => {
      const accepted = requests.get(req);
      if (accepted === undefined) return payload;
      return sealAnswer(asp, { accepted, reply }, await readAnswer(payload, reply));
    },
  };
}

/** From here on the request looks as if it had come without encryption. */
function showPlain({ raw: { headers } }: FastifyRequest, type: string): void {
  // What is compressed before it is encrypted gives itself away by its length.
  delete headers["accept-encoding"];
  delete headers["content-type"];
  if (type === "") return;
  headers["content-type"] = type;
  if (/^\s*multipart\//i.test(type)) {
    throw new MegaUnsupportedMediaTypeError("An encrypted body cannot be multipart; send the file as the body.");
  }
}

function isEnabled(patterns: readonly string[], path: string): boolean {
  return patterns.some((pattern) => coverage(pattern, path) === "all");
}

function hooksOf(route: RouteOptions, moment: "preParsing" | "onSend"): readonly unknown[] {
  return [route[moment] ?? []].flat();
}

function guard(moment: "preParsing" | "onSend", name: string, patterns: readonly string[]): RouteGuard {
  return { moment, forRoute: ({ path }) => (isEnabled(patterns, path) ? { name } : null) };
}

/** Stops the start when a path is not what its writer thinks: it is of no route, or of a part of what one serves. */
function reportPaths(fastify: FastifyInstance, { config, file }: AddAspOptions): void {
  const { enabledPaths } = config.asp.http;
  const unused = new Set(enabledPaths);
  const mistakes = new Set<string>();
  fastify.addHook("onRoute", ({ url, config: own }) => {
    if (own?.asp === false) return;
    for (const pattern of enabledPaths) {
      const covered = coverage(pattern, url);
      if (covered === "all") unused.delete(pattern);
      else if (covered === "some" && !isEnabled(enabledPaths, url))
        mistakes.add(
          `\`asp.http.enabledPaths\` has "${pattern}", and the route ${url} serves such paths and others: name "${url}" too`,
        );
    }
  });
  fastify.addHook("onReady", async () => {
    for (const pattern of unused)
      mistakes.add(`\`asp.http.enabledPaths\` has "${pattern}", and no route is there; \`mega routes\` lists them`);
    if (mistakes.size > 0) throw configError(file, [...mistakes]);
  });
}

function configError(file: string, messages: readonly string[]): MegaError {
  return new MegaError("config_invalid", { mistakes: messages.map((message) => `${file}: ${message}`) });
}
