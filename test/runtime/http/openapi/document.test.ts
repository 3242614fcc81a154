import { expect, test } from "vitest";

import { defineModel, defineRoutes, field, Type, upload, type RouteFile } from "../../../../runtime/index.ts";
import type { AppConfig } from "../../../../runtime/config/settings.ts";
import type { OpenApiDocument, Operation } from "../../../../runtime/http/openapi/types.ts";
import { serve } from "../serve.ts";
import { createThing, everyFeature } from "./every-feature.ts";
import { mistakesOf } from "./valid.ts";

const everything = await documentOf({ "things.ts": everyFeature });

async function documentOf(routes: Readonly<Record<string, RouteFile>>, app: AppConfig = {}): Promise<OpenApiDocument> {
  await using served = await serve({ routes, app });
  const [first] = served.runtime.apps;
  if (first === undefined) throw new Error("no app");
  return first.openapi();
}

function operation(document: OpenApiDocument, method: string, path: string): Operation {
  const found = document.paths[path]?.[method];
  if (found === undefined) throw new Error(`no ${method} ${path}: ${Object.keys(document.paths).join(" ")}`);
  return found;
}

function schemaOf(answer: unknown): Record<string, unknown> {
  return (answer as { content: { "application/json": { schema: Record<string, unknown> } } }).content[
    "application/json"
  ].schema;
}

test("a file of routes with every feature is a valid document", async () => {
  expect(await mistakesOf(everything)).toEqual([]);
});

test("an app without routes is a valid document", async () => {
  expect(await mistakesOf(await documentOf({}))).toEqual([]);
});

test("operations have names that clients like", () => {
  const ids = Object.entries(everything.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { operationId }]) => `${method} ${path} ${operationId}`),
  );
  expect(ids).toEqual([
    "get /api/things listThings",
    "post /api/things createThing",
    "get /api/things/{id} getThing",
    "put /api/things/{id} replaceThing",
    "patch /api/things/{id} updateThing",
    "delete /api/things/{id} deleteThing",
    "post /api/things/{id}/publish publishThing",
    "get /api/things/{id}/parts/{part} getThingPart",
    "get /api/things/files/{name}.{ending} getThingsFile",
    "get /api/things/raw/{path} getThingsRaw",
    "get /api/things/tree getThingsTree",
    "post /api/things/money thingsMoney",
    "put /api/things/plain replaceThingsPlain",
    "get /api/things/search listThingsSearch",
    "get /api/things/page getThingsPage",
    "post /api/things/old oldThing",
  ]);
});

test("a model's schemas are components by its name, without words that only mega knows", () => {
  const { schemas } = everything.components;
  expect(Object.keys(schemas)).toEqual([
    "FailureEnvelope",
    "Money",
    "Node",
    "OpenapiThing",
    "OpenapiThingCreate",
    "OpenapiThingItem",
    "OpenapiThingPatch",
    "OpenapiThingReplace",
    "PageInfo",
    "ProblemDetails",
    "Tree",
  ]);
  const text = JSON.stringify(everything);
  for (const keyword of [
    "canonical",
    "digits",
    "expects",
    "formatMinimum",
    "http-url",
    "time-of-day",
    "$schema",
    "~kind",
  ])
    expect(text).not.toContain(keyword);
  const create = schemas["OpenapiThingCreate"] as { properties: Record<string, object>; required: string[] };
  expect(create.properties["price"]).toEqual({
    type: "string",
    format: "decimal",
    pattern: "^-?0*\\d{0,8}(?:\\.\\d{1,2})?$",
    description: "At least 0.",
  });
  expect(create.properties["big"]).toMatchObject({ description: "At least -5. At most 9007199254740993." });
  expect(create.properties["site"]).toMatchObject({ type: ["string", "null"], format: "uri" });
  expect(create.required).not.toContain("state");
  const listed = schemas["OpenapiThingItem"] as { properties: object };
  expect(listed.properties).not.toHaveProperty("token");
});

test("what is redacted nowhere is one component for the row and the list", async () => {
  const Plain = defineModel("openapiNotes", { title: field.string() });
  const routes = defineRoutes("/notes", (route) => {
    route.get("/", { response: Plain.page }, () => [] as never);
    route.get("/:id", { params: Plain.key, response: Plain.row }, () => ({}) as never);
    route.get("/pair", { response: Type.Tuple([Plain.row, Type.Union([Plain.row, Type.Null()])]) }, () => [] as never);
  });
  const document = await documentOf({ "notes.ts": routes });
  expect(Object.keys(document.components.schemas)).toEqual([
    "FailureEnvelope",
    "OpenapiNote",
    "PageInfo",
    "ProblemDetails",
  ]);
  const $ref = "#/components/schemas/OpenapiNote";
  expect(schemaOf(operation(document, "get", "/notes/pair").responses["200"])["properties"]).toMatchObject({
    data: { type: "array", prefixItems: [{ $ref }, { anyOf: [{ $ref }, { type: "null" }] }] },
  });
  expect(await mistakesOf(document)).toEqual([]);
});

test("answers are in the envelope, and lists have their page in meta", () => {
  const list = operation(everything, "get", "/api/things");
  expect(schemaOf(list.responses["200"])).toEqual({
    type: "object",
    required: ["ok", "data", "meta"],
    properties: {
      ok: { type: "boolean", const: true },
      data: { type: "array", items: { $ref: "#/components/schemas/OpenapiThingItem" } },
      meta: { type: "object", required: ["page"], properties: { page: { $ref: "#/components/schemas/PageInfo" } } },
    },
  });
  expect(list.summary).toBe("List things");
  expect(list.tags).toEqual(["things"]);
  const created = operation(everything, "post", "/api/things").responses;
  expect(Object.keys(created)).toEqual(["201", "400", "403", "409", "413", "415", "422", "429", "500", "503"]);
  expect(created["201"]).toMatchObject({ description: "Created", headers: { ETag: {} } });
  expect(operation(everything, "get", "/api/things/raw/{path}").responses["200"]).toMatchObject({
    content: { "text/plain": { schema: { type: "string" } } },
  });
  expect(operation(everything, "get", "/api/things/page").responses["200"]).toEqual({
    description: "OK",
    content: { "*/*": {} },
  });
});

test.each([
  ["get", "/api/things", ["422", "429", "500", "503"]],
  ["get", "/api/things/{id}", ["404", "422", "429", "500", "503"]],
  ["delete", "/api/things/{id}", ["400", "403", "404", "409", "412", "413", "415", "422", "429", "500", "503"]],
  ["get", "/api/things/tree", ["429", "500", "503"]],
  ["post", "/api/things/old", ["400", "409", "413", "415", "429", "500", "503"]],
] as const)("%s %s tells how it can fail", (method, path, statuses) => {
  const { responses } = operation(everything, method, path);
  expect(Object.keys(responses).filter((status) => status >= "4")).toEqual(statuses);
  expect(responses["500"]).toEqual({ $ref: "#/components/responses/InternalError" });
});

test("a failure is told in both formats", () => {
  const content = everything.components.responses["NotFound"]?.content;
  expect(Object.keys(content ?? {})).toEqual(["application/json", "application/problem+json"]);
});

test("without protection against forged requests there is no 403", async () => {
  const document = await documentOf({ "things.ts": everyFeature }, { csrf: false });
  expect(operation(document, "post", "/api/things").responses).not.toHaveProperty("403");
});

test("parameters come from path, query and headers", () => {
  const { parameters } = operation(everything, "get", "/api/things/search");
  expect(parameters).toEqual([
    { name: "q", in: "query", required: true, description: "Words to look for", schema: { type: "string" } },
    { name: "tag", in: "query", schema: { type: "array", items: { type: "string" } } },
    { name: "x-tenant", in: "header", required: true, schema: { type: "string" } },
  ]);
  expect(operation(everything, "get", "/api/things/{id}/parts/{part}").parameters).toEqual([
    { name: "id", in: "path", required: true, schema: { type: "string" } },
    { name: "part", in: "path", required: true, schema: { type: "string", pattern: "^(?:[a-z]+)$" } },
  ]);
  expect(operation(everything, "get", "/api/things/raw/{path}").parameters).toEqual([
    { name: "path", in: "path", required: true, schema: { type: "string" }, "x-wildcard": true },
  ]);
  expect(operation(everything, "patch", "/api/things/{id}").parameters?.at(-1)).toEqual({
    $ref: "#/components/parameters/IfMatch",
  });
  const sort = operation(everything, "get", "/api/things").parameters?.find(
    (one) => "name" in one && one.name === "sort",
  );
  expect(sort).toMatchObject({ description: expect.stringContaining("any of id, title") });
});

test("schemas that refer to themselves are components", () => {
  const { Tree, Node } = everything.components.schemas as Record<string, { properties: Record<string, object> }>;
  expect(Tree?.properties["children"]).toEqual({ type: "array", items: { $ref: "#/components/schemas/Tree" } });
  expect(Node?.properties).toEqual({ next: { $ref: "#/components/schemas/Node" } });
});

test("draft 7 is written as draft 2020-12", () => {
  const { requestBody } = operation(everything, "put", "/api/things/plain");
  expect(schemaOf(requestBody)).toEqual({
    type: "object",
    required: ["point"],
    properties: {
      point: { type: "array", prefixItems: [{ type: "number" }, { type: "number" }], minItems: 2, items: false },
      note: { type: ["string", "null"] },
      node: { $ref: "#/components/schemas/Node" },
      card: { type: "string" },
      address: { type: "string" },
    },
    dependentRequired: { card: ["address"] },
  });
});

test("two schemas of one name and other contents are two components", async () => {
  const routes = defineRoutes("/a", (route) => {
    route.get("/1", { response: Type.Object({ a: Type.String() }, { $id: "Same" }) }, () => ({ a: "" }));
    route.get("/2", { response: Type.Object({ b: Type.String() }, { $id: "Same" }) }, () => ({ b: "" }));
    route.get("/3", { response: Type.Object({ a: Type.String() }, { $id: "Same" }) }, () => ({ a: "" }));
  });
  const { components, paths } = await documentOf({ "a.ts": routes });
  expect(Object.keys(components.schemas)).toEqual(["FailureEnvelope", "ProblemDetails", "Same", "Same2"]);
  expect(JSON.stringify(paths["/a/3"])).toContain('#/components/schemas/Same"');
});

test("a copy of a model's schema that was changed is a schema of its own", async () => {
  const routes = defineRoutes("/a", (route) => {
    const own = { ...createThing, required: ["title"] };
    route.post("/", { body: own as never }, () => 1);
    route.put("/", { body: { ...createThing } as never }, () => 1);
  });
  const document = await documentOf({ "a.ts": routes });
  expect(JSON.stringify(operation(document, "post", "/a").requestBody)).not.toContain("$ref");
  expect(JSON.stringify(operation(document, "put", "/a").requestBody)).toContain("/OpenapiThingCreate");
});

test("pages are left out unless they ask", async () => {
  const pages = defineRoutes("/", (route) => {
    route.get("/home", () => "home");
    route.get("/stats", { openapi: true }, () => 1);
  });
  const document = await documentOf({ "pages/home.ts": pages, "things.ts": everyFeature });
  expect(document.paths).not.toHaveProperty("/home");
  expect(document.paths).toHaveProperty("/stats");
  expect(document.paths).not.toHaveProperty("/api/things/hidden");
});

test("paths that differ in the names of their parameters are one, and the name of the first stays", async () => {
  const routes = defineRoutes("/a", (route) => {
    route.get("/:id(^\\d+$)", () => 1);
    route.get("/:slug", () => 1);
    route.delete("/:key", { params: Type.Object({ key: Type.Integer() }) }, () => 1);
    route.get("/optional/:last?", () => 1);
    route.get("/a::b", () => 1);
  });
  const document = await documentOf({ "a.ts": routes });
  expect(Object.keys(document.paths)).toEqual(["/a/{id}", "/a/optional", "/a/optional/{last}", "/a/a:b"]);
  expect(operation(document, "delete", "/a/{id}").parameters).toEqual([
    { name: "id", in: "path", required: true, schema: { type: "integer" } },
  ]);
  expect(await mistakesOf(document)).toEqual([]);
});

test("a body with files is a form", async () => {
  const avatar = upload({ types: ["image/*"], maxBytes: 1000 });
  const routes = defineRoutes("/a", (route) => {
    route.post("/", { body: Type.Object({ title: Type.String(), avatar: Type.Optional(avatar) }) }, () => 1);
    route.post("/many", { body: Type.Object({ all: Type.Array(upload(), { maxItems: 3 }) }) }, () => 1);
    // Runtimes without an upload() take no forms with files, whatever their schemas say.
    route.post("/text", { body: Type.Object({ file: Type.String({ format: "binary" }) }) }, () => 1);
  });
  const document = await documentOf({ "a.ts": routes });
  expect(await mistakesOf(document)).toEqual([]);
  const contentAt = (path: string): unknown => operation(document, "post", path).requestBody?.content;
  expect(contentAt("/a")).toMatchObject({
    "multipart/form-data": {
      schema: {
        required: ["title"],
        properties: {
          avatar: { type: "string", format: "binary", description: "Content types: image/*. At most 1000 bytes." },
        },
      },
    },
  });
  const all = { type: "array", maxItems: 3, items: { type: "string", format: "binary" } };
  expect(contentAt("/a/many")).toMatchObject({ "multipart/form-data": { schema: { properties: { all } } } });
  expect(Object.keys(contentAt("/a/text") as object)).toEqual(["application/json"]);
});

test("429 and 403 follow what the app, and a route itself, says of limits and forgery", async () => {
  const routes = defineRoutes("/a", (route) => {
    route.post("/as-the-app", () => 1);
    route.post("/on", { rateLimit: { max: 1, timeWindow: "1 minute" }, csrf: {} }, () => 1);
    route.post("/off", { rateLimit: false, csrf: false }, () => 1);
  });
  const statuses = async (app: AppConfig): Promise<readonly string[]> => {
    const document = await documentOf({ "a.ts": routes }, app);
    return ["as-the-app", "on", "off"].map((path) =>
      ["403", "429"].filter((status) => status in operation(document, "post", `/a/${path}`).responses).join(),
    );
  };
  expect(await statuses({})).toEqual(["403,429", "403,429", ""]);
  expect(await statuses({ rateLimit: false, csrf: false })).toEqual(["", "403,429", ""]);
});

test("the cookie of the session has the name that browsers see", async () => {
  const session = { store: { driver: "memory" } } as const;
  const schemeOf = async (app: AppConfig): Promise<unknown> =>
    (await documentOf({}, app)).components.securitySchemes?.["session"];
  // Tests have cookies as production has them.
  expect(await schemeOf({ session })).toEqual({ type: "apiKey", in: "cookie", name: "__Host-session" });
  expect(await schemeOf({ session: { ...session, cookieName: "sid" }, cookies: { path: "/api" } })).toMatchObject({
    name: "__Secure-sid",
  });
  expect(await schemeOf({ session, cookies: { secure: false } })).toMatchObject({ name: "session" });
  expect(await schemeOf({})).toBeUndefined();
});

test("the document says what the config says", async () => {
  const servers = ["https://api.example.com", "https://*.example.com"];
  const openapi = { title: "Shop", version: "2.1.0", description: "Sells things.", servers };
  const document = await documentOf({ "things.ts": everyFeature }, { openapi, prefix: "/shop" });
  expect(document.info).toEqual({ title: "Shop", version: "2.1.0", description: "Sells things." });
  expect(document.servers).toEqual([
    { url: "https://api.example.com" },
    { url: "https://{subdomain}.example.com", variables: { subdomain: { default: "www" } } },
  ]);
  expect(operation(document, "get", "/shop/api/things").operationId).toBe("listThings");
  expect(await mistakesOf(document)).toEqual([]);
});

test("the same routes give the same text", async () => {
  const again = await documentOf({ "things.ts": everyFeature });
  expect(JSON.stringify(again)).toBe(JSON.stringify(everything));
});

test("schemas that refer to themselves, and copies of one with an $id, are served and written", async () => {
  const chain = {
    type: "object",
    properties: { link: { $ref: "#/definitions/link" } },
    definitions: { link: { $ref: "#" } },
  };
  const Price = Type.Object({ amount: Type.Integer() }, { $id: "Price" });
  const routes = defineRoutes("/a", (route) => {
    route.post("/chain", { body: chain as never }, (req) => req.body);
    route.post("/price", { body: Type.Object({ price: Price, discount: Type.Optional(Price) }) }, (req) => req.body);
  });
  await using app = await serve({ routes: { "a.ts": routes } });
  const post = async (url: string, body: object): Promise<number> =>
    (await app.inject({ method: "POST", url, body })).statusCode;
  expect(await post("/a/chain", { link: { link: {} } })).toBe(200);
  expect(await post("/a/chain", { link: { link: 1 } })).toBe(422);
  expect(await post("/a/price", { price: { amount: 1 }, discount: { amount: 2 } })).toBe(200);
  expect(await post("/a/price", { price: { amount: 1 }, discount: { amount: "2" } })).toBe(422);
  expect(await mistakesOf(await documentOf({ "a.ts": routes }))).toEqual([]);
});
