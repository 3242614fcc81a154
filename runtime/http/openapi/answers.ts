import { STATUS_CODES } from "node:http";

import { pageParts } from "../../core/data/page.ts";
import { schemaOrigin } from "../../core/schema/schema-name.ts";
import type { AnyRouteOptions } from "../routes/define-routes.ts";
import { byStatus } from "../routes/route-schemas.ts";
import type { SchemaWriter } from "./schema-writer.ts";
import type { Answer, Content, Schema } from "./types.ts";

/** What a route answers with when all goes well, by status: what its schemas say, in the envelope. */
export function successAnswers(
  method: string,
  { response, envelope }: Pick<AnyRouteOptions, "response" | "envelope">,
  schemas: SchemaWriter,
): Readonly<Record<string, Answer>> {
  const isBare = envelope === false;
  const said = Object.entries(response === undefined ? {} : byStatus(response)).filter(([status]) => isSuccess(status));
  const answers = said.map(([status, schema]) => {
    // The range of the schema for all successes is written as the status that they have unless the handler says more.
    return answer(status === "2xx" ? "200" : status.toUpperCase(), contentOf(schema, { isBare, schemas }), schema);
  });
  if (answers.length > 0) return Object.fromEntries(answers);
  const any = answer("200", isBare ? { "*/*": {} } : contentOf({}, { isBare, schemas }));
  return Object.fromEntries(method === "DELETE" ? [any, answer("204", {})] : [any]);
}

/** The statuses of failures that a route's schemas name. */
export function saidFailures({ response }: Pick<AnyRouteOptions, "response">): readonly string[] {
  return Object.keys(response === undefined ? {} : byStatus(response)).filter((status) => !isSuccess(status));
}

function isSuccess(status: string): boolean {
  return !/^[45]/.test(status);
}

function answer(status: string, content: Content, schema?: object): readonly [string, Answer] {
  const hasTag = schema !== undefined && schemaOrigin(schema)?.part === "row";
  const hasBody = status !== "204" && status !== "304";
  return [
    status,
    {
      description: STATUS_CODES[status] ?? "Success",
      ...(hasTag ? { headers: { ETag: { $ref: "#/components/headers/ETag" } } } : {}),
      ...(hasBody ? { content } : {}),
    },
  ];
}

interface Written {
  readonly isBare: boolean;
  readonly schemas: SchemaWriter;
}

function contentOf(schema: object, { isBare, schemas }: Written): Content {
  if (!isBare) return { "application/json": { schema: envelopeOf(schema, schemas) } };
  // Texts are sent as they are.
  const type = (schema as { readonly type?: unknown }).type === "string" ? "text/plain" : "application/json";
  return { [type]: { schema: schemas.write(schema) } };
}

/** `{ ok: true, data, meta? }`; of a page, the rows are the data and the page is in `meta`. */
function envelopeOf(schema: object, schemas: SchemaWriter): Schema {
  const page = pageParts(schema);
  const meta = page === null ? { type: "object" } : pageMeta(schemas.named("PageInfo", page.page));
  return {
    type: "object",
    required: page === null ? ["ok", "data"] : ["ok", "data", "meta"],
    properties: { ok: { type: "boolean", const: true }, data: schemas.write(page?.rows ?? schema), meta },
  };
}

function pageMeta(page: Schema): Schema {
  return { type: "object", required: ["page"], properties: { page } };
}
