import { parse } from "node:querystring";

import type { FastifyInstance } from "fastify";

import { MegaError } from "../../core/errors/errors.ts";
import { FULL_REPORT_LIMIT, markLarge } from "../../core/schema/validate.ts";
import { refuseEncoding } from "./encodings.ts";

/** How request bodies are read: JSON and urlencoded forms. Anything else is 415. */
export function addBodyParsers(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser("application/json", { parseAs: "string" }, (req, text, done) => {
    settle(() => {
      refuseEncoding(req);
      return parseJson(text as string);
    }, done);
  });
  // Not by @fastify/formbody: an error of its parser function is thrown where nobody catches it.
  fastify.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (req, text, done) => {
    settle(() => {
      refuseEncoding(req);
      return parseForm(text as string);
    }, done);
  });
}

/**
 * JSON without the keys that poison objects.
 * @throws MegaError `malformed_json`, `key_refused`
 */
export function parseJson(text: string): unknown {
  const value = parseText(text);
  if (SUSPICIOUS.test(text)) refuseKeys(value);
  if (text.length > FULL_REPORT_LIMIT) markLarge(value);
  return value;
}

/** The fields of an urlencoded form; a field sent several times is a list. */
export function parseForm(text: string): Readonly<Record<string, unknown>> {
  // A null prototype, as querystring makes it: no field can be mistaken for a member of Object.
  const fields = parse(text, "&", "=", { maxKeys: 0 });
  refuseKeys(fields);
  if (text.length > FULL_REPORT_LIMIT) markLarge(fields);
  return fields;
}

const REFUSED: ReadonlySet<string> = new Set(["__proto__", "constructor"]);

/** A text without any of these has no refused key; with an escape, a key may be spelt in many ways. */
const SUSPICIOUS = /__proto__|constructor|\\u/;

function parseText(text: string): unknown {
  if (text === "") throw new MegaError("malformed_json", { reason: "it is empty" });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MegaError("malformed_json", { reason: (cause as Error).message }, { cause });
  }
}

/** Walks without recursion: a body may be nested deeper than the stack. */
function refuseKeys(root: unknown): void {
  const open: unknown[] = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== "object" || value === null) continue;
    if (Array.isArray(value)) {
      for (const item of value) open.push(item);
      continue;
    }
    for (const key of Object.keys(value)) {
      if (REFUSED.has(key)) throw new MegaError("key_refused", { key });
      open.push((value as Record<string, unknown>)[key]);
    }
  }
}

function settle(parse: () => unknown, done: (error: Error | null, body?: unknown) => void): void {
  let body: unknown;
  try {
    body = parse();
  } catch (error) {
    return done(error as Error);
  }
  done(null, body);
}
