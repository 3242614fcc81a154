import type { FastifySchema } from "fastify";

import { envelopeSchema } from "../../core/envelope.ts";
import type { AnyRouteOptions } from "./define-routes.ts";

/** What of a request is validated, in the order in which Fastify does. */
export const VALIDATED_PARTS = ["params", "body", "query", "headers"] as const;

/** The schemas of a route as Fastify compiles them. */
export function toFastifySchema(options: AnyRouteOptions, languageParam: string | false): FastifySchema {
  const { params, query, body, headers, summary, tags } = options;
  const response = responseSchemas(options);
  return {
    ...(params === undefined ? {} : { params }),
    ...(query === undefined ? {} : { querystring: allowParam(query, languageParam) }),
    ...(body === undefined ? {} : { body }),
    ...(headers === undefined ? {} : { headers: lowerCaseNames(headers) }),
    ...(response === undefined ? {} : { response }),
    ...(summary === undefined ? {} : { summary }),
    ...(tags === undefined ? {} : { tags: [...tags] }),
  };
}

/** A link may choose the language of any page, so a route that knows its own parameters alone takes that one as well. */
function allowParam(schema: object, name: string | false): object {
  const { properties, additionalProperties } = schema as {
    readonly properties?: object;
    readonly additionalProperties?: unknown;
  };
  if (name === false || additionalProperties !== false || name in (properties ?? {})) return schema;
  return { ...schema, properties: { ...properties, [name]: {} } };
}

/** The serializers of a route's successes; failures are written by the error handler. */
function responseSchemas({ response, envelope }: AnyRouteOptions): Readonly<Record<string, object>> | undefined {
  if (response === undefined) return undefined;
  const successes = Object.entries(byStatus(response)).filter(([status]) => !/^[45]/.test(status));
  return Object.fromEntries(
    successes.map(([status, schema]) => [status, envelope === false ? schema : envelopeSchema(schema)]),
  );
}

/** Status (`201`, `2xx`) → schema; one schema for all is that of every success. */
export function byStatus(response: object): Readonly<Record<string, object>> {
  return isByStatus(response) ? response : { "2xx": response };
}

function isByStatus(response: object): response is Readonly<Record<string, object>> {
  const keys = Object.keys(response);
  return keys.length > 0 && keys.every((key) => /^[1-5](?:\d\d|xx)$/.test(key));
}

/** Node hands header names over in lower case. */
function lowerCaseNames(schema: object): object {
  const { properties, required, ...rest } = schema as {
    readonly properties?: Readonly<Record<string, object>>;
    readonly required?: readonly string[];
  };
  const lower = Object.entries(properties ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    ...rest,
    properties: Object.fromEntries(lower),
    ...(required === undefined ? {} : { required: required.map((name) => name.toLowerCase()) }),
  };
}
