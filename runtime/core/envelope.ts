import { isPage, pageParts } from "./data/page.ts";

/** Marks an answer that is an envelope already. Own and enumerable, so that a spread copy keeps it. */
export const ENVELOPE_MARK: unique symbol = Symbol.for("mega.envelope");

/** `{ ok: true, data, meta? }`: how every JSON answer of a route looks. */
export interface Envelope<T = unknown> {
  readonly ok: true;
  readonly data: T;
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly [ENVELOPE_MARK]?: true;
}

export interface FailureBody {
  readonly code: string;
  readonly message: string;
  readonly details?: readonly unknown[];
}

/** `{ ok: false, error, meta: { requestId } }`: how every failure looks. */
export interface FailureEnvelope {
  readonly ok: false;
  readonly error: FailureBody;
  readonly meta: { readonly requestId: string };
  readonly [ENVELOPE_MARK]?: true;
}

/**
 * Puts a handler's value into an envelope: a page becomes data and meta, `undefined` becomes null. What is no JSON answer
 * (strings, buffers, streams, errors) and what is an envelope already passes untouched.
 */
export function envelope(value: unknown): unknown {
  if (typeof value === "object" && value !== null) {
    if ((value as Envelope)[ENVELOPE_MARK] === true) return value;
    if (isPage(value)) return successEnvelope(value.data, { page: value.page });
    const proto: unknown = Object.getPrototypeOf(value);
    if (proto !== Object.prototype && proto !== Array.prototype && isRaw(value)) return value;
  } else if (typeof value === "string") {
    return value;
  }
  return successEnvelope(value === undefined ? null : value);
}

export function successEnvelope<T>(data: T, meta?: Readonly<Record<string, unknown>>): Envelope<T> {
  const frame: { ok: true; data: T; meta?: Readonly<Record<string, unknown>>; [ENVELOPE_MARK]?: true } =
    meta === undefined ? { ok: true, data } : { ok: true, data, meta };
  // Assigned: Object.defineProperty costs seventeen times as much.
  frame[ENVELOPE_MARK] = true;
  return frame;
}

export function failureEnvelope(error: FailureBody, requestId: string): FailureEnvelope {
  const frame: { ok: false; error: FailureBody; meta: { requestId: string }; [ENVELOPE_MARK]?: true } = {
    ok: false,
    error,
    meta: { requestId },
  };
  frame[ENVELOPE_MARK] = true;
  return frame;
}

/** The schema of the whole frame, so that the serializer writes it in one go. */
export function envelopeSchema(schema: object): Record<string, unknown> {
  const page = pageParts(schema);
  const data = page === null ? schema : page.rows;
  const meta =
    page === null
      ? { type: "object", additionalProperties: true }
      : { type: "object", properties: { page: page.page }, additionalProperties: true };
  return {
    type: "object",
    properties: { ok: { type: "boolean", const: true }, data, meta },
    required: ["ok", "data"],
  };
}

/** Errors, buffers, streams, web streams and web responses: Fastify knows what to do with them. */
function isRaw(value: object): boolean {
  return (
    value instanceof Error ||
    ArrayBuffer.isView(value) ||
    value instanceof ArrayBuffer ||
    typeof (value as { pipe?: unknown }).pipe === "function" ||
    typeof (value as { getReader?: unknown }).getReader === "function" ||
    value instanceof Response
  );
}
