import { Names, RESERVED_TYPES } from "./client/names.ts";
import { operationTexts } from "./client/operations.ts";
import { asObject, asText, type Json } from "./client/schema.ts";
import { commentLines, declaration, type TypeNames } from "./client/type-text.ts";
import type { Plan } from "./core/plan.ts";
import { renderTemplates } from "./core/render.ts";

/** The first line of every client: a file that starts with it may be replaced. */
export const CLIENT_MARKER = "// Written by `mega client`, which replaces this file: change the routes instead.";

export interface ClientInput {
  /** As typed, for the journal. */
  readonly command: string;
  /** The OpenAPI document of the app. */
  readonly document: object;
  /** Where the client goes, from the project's root. */
  readonly out: string;
}

/** Plans the typed client of an API: one file that imports nothing. The same document gives the same text. */
export function clientPlan({ command, document, out }: ClientInput): Plan {
  const api = asObject(document);
  const typeNames = new Names(RESERVED_TYPES);
  const schemas = Object.entries(asObject(asObject(api["components"])["schemas"])).filter(isUsed(api));
  const names = new Map(schemas.map(([name]) => [name, typeNames.take(name)]));
  const { methods, types, routes } = operationTexts(api, names, typeNames);
  const lines = [...types, ...schemas.flatMap(([name, schema]) => componentLines(name, schema, names))];
  return {
    command,
    operations: renderTemplates("client", {
      out,
      marker: CLIENT_MARKER,
      methods: methods.join("\n"),
      types: lines.length === 0 ? "" : `${lines.join("\n")}\n`,
      routes: routes.join("\n"),
    }),
  };
}

/** The failures have types of their own in every client. */
function isUsed(api: Json): (component: readonly [string, unknown]) => boolean {
  const { components, ...rest } = api;
  const text = JSON.stringify([rest, asObject(asObject(components)["schemas"])]);
  return ([name]) => text.includes(JSON.stringify(`#/components/schemas/${name}`));
}

function componentLines(name: string, schema: unknown, names: TypeNames): readonly string[] {
  const type = names.get(name) ?? name;
  return ["", ...commentLines(asText(asObject(schema)["description"]), 0), ...declaration(type, schema, names)];
}
