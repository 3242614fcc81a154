import type { SchemaWriter } from "./schema-writer.ts";
import type { Answer, Reference } from "./types.ts";

/** What decides how a route can fail. */
export interface FailingRoute {
  /** It changes something, and has a body. */
  readonly isUnsafe: boolean;
  readonly hasParams: boolean;
  /** Something of its input is validated. */
  readonly hasSchemas: boolean;
  readonly hasCsrf: boolean;
  readonly hasRateLimit: boolean;
  /** It takes `If-Match`. */
  readonly hasVersions: boolean;
  /** Statuses that the route itself names. */
  readonly said: readonly string[];
}

/** How a route can fail, by status: what it names, and what the framework answers by itself. */
export function failureAnswers(route: FailingRoute): Readonly<Record<string, Reference>> {
  const statuses = [
    ...(route.isUnsafe ? ["400", "409", "413", "415"] : []),
    ...(route.hasCsrf ? ["403"] : []),
    ...(route.hasParams ? ["404"] : []),
    ...(route.hasVersions ? ["412"] : []),
    ...(route.hasSchemas ? ["422"] : []),
    ...(route.hasRateLimit ? ["429"] : []),
    "500",
    "503",
    ...route.said.map((status) => status.toUpperCase()),
  ];
  return Object.fromEntries(
    Array.from(new Set(statuses))
      .sort()
      .map((status) => [status, { $ref: `#/components/responses/${nameOf(status)}` }]),
  );
}

/** The answers that the routes refer to, each in both formats. */
export function failureComponents(used: ReadonlySet<string>, schemas: SchemaWriter): Readonly<Record<string, Answer>> {
  const envelope = schemas.named("FailureEnvelope", FAILURE_ENVELOPE);
  const problem = schemas.named("ProblemDetails", PROBLEM_DETAILS);
  const content = { "application/json": { schema: envelope }, "application/problem+json": { schema: problem } };
  const all = Array.from(used).sort();
  return Object.fromEntries(
    all.map((status) => [nameOf(status), { description: MEANINGS[status]?.[1] ?? `Failed with ${status}.`, content }]),
  );
}

/** The name of a failure's component, and what it means. */
const MEANINGS: Readonly<Record<string, readonly [name: string, description: string]>> = {
  "400": ["BadRequest", "The request cannot be read: its body is not JSON, or has a key that is never accepted."],
  "401": ["Unauthorized", "Nobody is signed in."],
  "403": ["Forbidden", "The request is refused: it may be forged, or it is not allowed."],
  "404": ["NotFound", "There is no such thing."],
  "409": ["Conflict", "It contradicts what is stored: a value is taken already, or other rows point to this one."],
  "412": ["PreconditionFailed", "It was changed meanwhile: it has none of the versions of `If-Match`."],
  "413": ["PayloadTooLarge", "The request body is too large."],
  "415": ["UnsupportedMediaType", "The content type of the request body is not accepted."],
  "422": ["ValidationFailed", "The input breaks rules: `details` has all of its mistakes."],
  "429": ["TooManyRequests", "Too many requests came from this address; `Retry-After` says when the next may come."],
  "500": ["InternalError", "The server failed. The request id finds the reason in its log."],
  "503": ["ServiceUnavailable", "The server cannot answer at the moment, or not in time."],
};

function nameOf(status: string): string {
  return MEANINGS[status]?.[0] ?? `Failure${status}`;
}

const DETAIL = {
  type: "object",
  description: "One mistake of the input: where it is, which rule it breaks, and what is wrong in words.",
  properties: {
    path: { type: "string", description: "JSON pointer into the input." },
    rule: { type: "string" },
    message: { type: "string" },
    params: { type: "object" },
  },
} as const;

const FAILURE_ENVELOPE = {
  type: "object",
  description: "How every failure looks.",
  required: ["ok", "error", "meta"],
  properties: {
    ok: { type: "boolean", const: false },
    error: {
      type: "object",
      required: ["code", "message"],
      properties: {
        code: { type: "string", description: "What happened, for programs: `not_found`, `validation_failed`." },
        message: { type: "string", description: "What happened, for people." },
        details: { type: "array", items: DETAIL },
      },
    },
    meta: { type: "object", required: ["requestId"], properties: { requestId: { type: "string" } } },
  },
} as const;

const PROBLEM_DETAILS = {
  type: "object",
  description: "The same failure as RFC 9457 has it, for requests that accept `application/problem+json`.",
  required: ["type", "title", "status", "detail"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    instance: { type: "string" },
    code: { type: "string" },
    requestId: { type: "string" },
    details: { type: "array", items: DETAIL },
  },
} as const;
