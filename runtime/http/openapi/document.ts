import type { FoundRoute } from "../routes/find-routes.ts";
import { failureComponents } from "./failures.ts";
import { uniqueId } from "./operation-id.ts";
import { isShown, operationOf, type ApiTraits } from "./operation.ts";
import { readPath, type PathTemplate } from "./path-template.ts";
import { SchemaWriter } from "./schema-writer.ts";
import type { Components, OpenApiDocument, Operation, Parameter, PathItem, Server } from "./types.ts";

/** What the document says beside the routes. */
export interface ApiInfo extends ApiTraits {
  readonly title: string;
  readonly version: string;
  readonly description?: string | undefined;
  readonly servers: readonly string[];
  /** The cookie of the sessions; null where there are none. */
  readonly sessionCookie: string | null;
}

/** The OpenAPI 3.1 document of an app's routes. The same routes give the same document, byte by byte. */
export function buildDocument(routes: readonly FoundRoute[], api: ApiInfo): OpenApiDocument {
  const schemas = new SchemaWriter();
  const paths = new Paths();
  for (const route of routes.filter(isShown)) {
    for (const template of readPath(route.path)) {
      const placed = paths.place(route.method, template);
      if (placed !== null) paths.add(route.method, placed, operationOf(route, { template: placed, schemas, api }));
    }
  }
  const { title, version, description } = api;
  const document: OpenApiDocument = {
    openapi: "3.1.1",
    info: { title, version, ...(description === undefined ? {} : { description }) },
    servers: api.servers.map(serverOf),
    tags: paths.tags().map((name) => ({ name })),
    paths: paths.items(),
    components: componentsOf(paths, schemas, api),
    ...(api.sessionCookie === null ? {} : { security: [{}, { session: [] }] }),
  };
  // What is no JSON in a schema (functions, undefined) is gone after this, and nothing of the routes can change it.
  return JSON.parse(JSON.stringify(document)) as OpenApiDocument;
}

/** The operations by path. Paths that differ in the names of their parameters alone are one for OpenAPI. */
class Paths {
  readonly #items = new Map<string, Map<string, Operation>>();
  readonly #templates = new Map<string, PathTemplate>();
  readonly #ids = new Set<string>();

  /** The path as it is written first, or null when the operation is there already (by an expression told apart). */
  place(method: string, template: PathTemplate): PathTemplate | null {
    const shape = template.path.replaceAll(/\{[^}]*\}/g, "{}");
    const first = this.#templates.get(shape);
    if (first === undefined) {
      this.#templates.set(shape, template);
      return template;
    }
    if (this.#items.get(first.path)?.has(method.toLowerCase()) === true) return null;
    const params = template.params.map((param, index) => ({ ...param, name: first.params[index]?.name ?? param.name }));
    return { path: first.path, params };
  }

  add(method: string, { path }: PathTemplate, operation: Operation): void {
    const id = uniqueId(operation.operationId, path, this.#ids);
    this.#ids.add(id);
    const item = this.#items.get(path) ?? new Map<string, Operation>();
    this.#items.set(path, item.set(method.toLowerCase(), { ...operation, operationId: id }));
  }

  items(): Readonly<Record<string, PathItem>> {
    return Object.fromEntries(Array.from(this.#items, ([path, item]) => [path, Object.fromEntries(item)]));
  }

  operations(): readonly Operation[] {
    return Array.from(this.#items.values()).flatMap((item) => Array.from(item.values()));
  }

  tags(): readonly string[] {
    return Array.from(new Set(this.operations().flatMap(({ tags }) => tags)));
  }
}

function componentsOf(paths: Paths, schemas: SchemaWriter, api: ApiInfo): Components {
  const operations = paths.operations();
  const failures = operations.flatMap(({ responses }) =>
    Object.entries(responses).flatMap(([status, answer]) => ("$ref" in answer ? [status] : [])),
  );
  const responses = failureComponents(new Set(failures), schemas);
  return {
    schemas: schemas.components(),
    responses,
    parameters: { IfMatch: IF_MATCH },
    headers: { ETag: ETAG },
    ...(api.sessionCookie === null
      ? {}
      : { securitySchemes: { session: { type: "apiKey", in: "cookie", name: api.sessionCookie } } }),
  };
}

const IF_MATCH: Parameter = {
  name: "If-Match",
  in: "header",
  description: 'The versions that may be changed, as `ETag` gave them: `"3"`. Without it, any version is.',
  schema: { type: "string" },
};

const ETAG = { description: 'The version of the row: `"3"`.', schema: { type: "string" } } as const;

/** A host with a wildcard (`*.example.com`) is an address with a variable. */
function serverOf(url: string): Server {
  if (!url.includes("*")) return { url };
  return { url: url.replaceAll("*", "{subdomain}"), variables: { subdomain: { default: "www" } } };
}
