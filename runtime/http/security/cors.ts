import type { FastifyReply, FastifyRequest } from "fastify";

import type { CorsSettings } from "../../config/parts/security.ts";
import { MegaError } from "../../core/errors/errors.ts";
import { makeOriginList } from "./origins.ts";
import { addVary } from "../answer/vary.ts";

/** What scripts of other origins may do with an app or a route (the Fetch standard, 3.2). */
export interface Cors {
  readonly allows: (origin: string) => boolean;
  /** Lets the script read the answer, whatever it is. */
  readonly expose: (req: FastifyRequest, reply: FastifyReply) => void;
  /** What an allowed origin is told before it asks. */
  readonly permit: (req: FastifyRequest, reply: FastifyReply) => void;
}

/** `requestHeaders` may be sent beside those that the settings list. */
export function makeCors(settings: CorsSettings, requestHeaders: readonly string[]): Cors {
  const {
    origins,
    methods = METHODS,
    allowedHeaders,
    exposedHeaders = [],
    credentials = false,
    maxAgeS = 600,
  } = settings;
  const isOpen = origins === "*";
  const allows = isOpen ? () => true : makeOriginList(origins);
  const allowedMethods = methods.join(", ");
  const exposed = exposedHeaders.join(", ");
  const listed = allowedHeaders && [...allowedHeaders, ...requestHeaders].join(", ");
  return {
    allows,
    expose: ({ headers: { origin } }, reply) => {
      // Also for who sends no Origin: a cache must not give that answer to a script.
      if (!isOpen) addVary(reply, "Origin");
      if (origin === undefined || !allows(origin)) return;
      reply.header("access-control-allow-origin", isOpen ? "*" : origin);
      if (credentials) reply.header("access-control-allow-credentials", "true");
      if (exposed !== "") reply.header("access-control-expose-headers", exposed);
    },
    permit: ({ headers }, reply) => {
      const asked = headers["access-control-request-headers"];
      const allowed = listed ?? asked;
      if (listed === undefined) addVary(reply, "Access-Control-Request-Headers");
      reply.header("access-control-allow-methods", allowedMethods);
      if (allowed !== undefined && allowed !== "") reply.header("access-control-allow-headers", allowed);
      reply.header("access-control-max-age", maxAgeS);
      // Safari waits for a body when there is no length.
      reply.code(204).header("content-length", "0").send();
    },
  };
}

/** Whether a browser asks on behalf of a script what it may do. */
export function isPreflight({ method, headers }: FastifyRequest): boolean {
  return method === "OPTIONS" && headers.origin !== undefined && headers["access-control-request-method"] !== undefined;
}

/** @throws MegaError `cors_refused` when the origin is not allowed */
export function answerPreflight(cors: Cors | null, req: FastifyRequest, reply: FastifyReply): void {
  const { origin = "", "access-control-request-method": method = "" } = req.headers;
  if (cors === null || !cors.allows(origin)) {
    const [path = "/"] = req.url.split("?", 1);
    throw new MegaError("cors_refused", { origin, method, path });
  }
  cors.expose(req, reply);
  cors.permit(req, reply);
}

const METHODS = ["GET", "HEAD", "PUT", "PATCH", "POST", "DELETE"];
