import type { AnyRouteOptions } from "../routes/define-routes.ts";
import type { FoundRoute } from "../routes/find-routes.ts";
import type { RouteDocs } from "../routes/route-types.ts";
import { pageParts } from "../../core/data/page.ts";
import { schemaOrigin } from "../../core/schema/schema-name.ts";
import { uploadFields } from "../../core/upload.ts";
import { saidFailures, successAnswers } from "./answers.ts";
import { failureAnswers } from "./failures.ts";
import { operationId } from "./operation-id.ts";
import { parametersOf } from "./parameters.ts";
import type { PathTemplate } from "./path-template.ts";
import type { SchemaWriter } from "./schema-writer.ts";
import type { Operation, Parameter, Reference, RequestBody } from "./types.ts";

/** What all routes of an app share. */
export interface ApiTraits {
  /** The app's prefix, which names leave out. */
  readonly prefix: string;
  readonly hasCsrf: boolean;
  readonly hasRateLimit: boolean;
}

/** Whether the document shows a route: what it says itself, else whether it lies below `routes/pages/`. */
export function isShown({ file, options }: FoundRoute): boolean {
  return options.openapi === undefined ? !/(?:^|\/)routes\/pages\//.test(file) : options.openapi !== false;
}

/** One route as an operation; its id may be taken by another one still. */
export function operationOf(
  route: FoundRoute,
  {
    template,
    schemas,
    api,
  }: { readonly template: PathTemplate; readonly schemas: SchemaWriter; readonly api: ApiTraits },
): Operation {
  const { method, file, options } = route;
  const docs: RouteDocs = typeof options.openapi === "object" ? options.openapi : {};
  const { body, response, summary, tags = [tagOf(file)] } = options;
  const isUnsafe = method !== "GET";
  const parameters = parametersOf(options, template.params, schemas);
  const hasVersions = takesVersions(method, options, parameters);
  const path = template.path.startsWith(api.prefix) ? template.path.slice(api.prefix.length) : template.path;
  const all = hasVersions && !hasHeader(parameters) ? [...parameters, IF_MATCH] : parameters;
  return {
    operationId: docs.id ?? operationId({ method, path, isList: response !== undefined && isList(response) }),
    tags: [...tags],
    ...(summary === undefined ? {} : { summary }),
    ...(docs.description === undefined ? {} : { description: docs.description }),
    ...(docs.deprecated === true ? { deprecated: true } : {}),
    ...(all.length === 0 ? {} : { parameters: all }),
    ...(body === undefined ? {} : { requestBody: bodyOf(body, schemas) }),
    responses: {
      ...successAnswers(method, options, schemas),
      ...failureAnswers({
        isUnsafe,
        hasParams: template.params.length > 0,
        hasSchemas: [options.params, options.query, body, options.headers].some((part) => part !== undefined),
        hasCsrf: isUnsafe && (options.csrf === undefined ? api.hasCsrf : options.csrf !== false),
        hasRateLimit: options.rateLimit === undefined ? api.hasRateLimit : options.rateLimit !== false,
        hasVersions,
        said: saidFailures(options),
      }),
    },
  };
}

const IF_MATCH: Reference = { $ref: "#/components/parameters/IfMatch" };

/** Changes of one row of a model: the routes that are generated for it compare versions. */
function takesVersions(method: string, { params }: AnyRouteOptions, parameters: readonly Parameter[]): boolean {
  if (hasHeader(parameters)) return true;
  const changes = method === "PUT" || method === "PATCH" || method === "DELETE";
  return changes && params !== undefined && schemaOrigin(params)?.part === "key";
}

function hasHeader(parameters: readonly Parameter[]): boolean {
  return parameters.some(({ name, in: place }) => place === "header" && name === "if-match");
}

function isList(response: object): boolean {
  return pageParts(response) !== null || (response as { readonly type?: unknown }).type === "array";
}

/** `apps/main/routes/admin/posts.ts` → `admin/posts` */
function tagOf(file: string): string {
  return file.replace(/^.*?(?:^|\/)routes\//, "").replace(/\.ts$/, "");
}

/** Bodies are JSON; one that holds files is a form. */
function bodyOf(body: object, schemas: SchemaWriter): RequestBody {
  const type = uploadFields(body) === null ? "application/json" : "multipart/form-data";
  return { required: true, content: { [type]: { schema: schemas.write(body) } } };
}
