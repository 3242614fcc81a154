import { defineModel, defineRoutes, field, Type, type RouteFile, type TSchema } from "../../../../runtime/index.ts";

/** A model with every type of field, in each way it can be declared. */
const Thing = defineModel("openapiThings", {
  title: field.string({ min: 2, max: 80, unique: true }),
  body: field.text({ optional: true }),
  email: field.email(),
  site: field.url({ optional: true }),
  path: field.slug(),
  token: field.uuid({ redact: true }),
  count: field.integer({ min: 0, max: 10, default: 3 }),
  big: field.bigint({ min: "-5", max: "9007199254740993" }),
  ratio: field.float({ optional: true }),
  price: field.decimal({ precision: 10, scale: 2, min: 0 }),
  done: field.boolean({ default: false }),
  day: field.date(),
  at: field.time(),
  moment: field.datetime({ optional: true }),
  extra: field.json({ optional: true }),
  state: field.enum(["draft", "published"], { default: "draft" }),
  owner: field.ref("users", { optional: true }),
});

/** The body that creates a row of that model. */
export const createThing: TSchema = Thing.create;

const Tree = Type.Cyclic(
  { Tree: Type.Object({ name: Type.String(), children: Type.Array(Type.Ref("Tree")) }) },
  "Tree",
);

const Money = Type.Object(
  { amount: Type.Integer(), currency: Type.Union([Type.Literal("EUR"), Type.Literal("KRW")]) },
  { $id: "https://example.com/schemas/money.json" },
);

/** Draft 7 as a project may have it lying around: definitions, a list of items, dependencies, nullable. */
const Plain = {
  $schema: "http://json-schema.org/draft-07/schema#",
  type: "object",
  required: ["point"],
  properties: {
    point: { type: "array", items: [{ type: "number" }, { type: "number" }], minItems: 2, additionalItems: false },
    note: { type: "string", nullable: true },
    node: { $ref: "#/definitions/node" },
    card: { type: "string" },
    address: { type: "string" },
  },
  dependencies: { card: ["address"] },
  definitions: {
    node: { type: "object", properties: { next: { $ref: "#/definitions/node" } } },
  },
};

/** Routes that use all that a route can say; what they answer is right by their own schemas. */
export const everyFeature: RouteFile = defineRoutes("/api/things", (route) => {
  const row = {
    id: 1,
    title: "A thing",
    body: null,
    email: "a@b.cd",
    site: null,
    path: "a",
    token: "3f2f9d0e-8c1b-4b59-9f0e-1c2d3e4f5a6b",
    count: 3,
    big: "7",
    ratio: null,
    price: "1.50",
    done: false,
    day: "2026-01-31",
    at: "09:30:00",
    moment: null,
    extra: null,
    state: "draft" as const,
    ownerId: null,
    version: 1,
    createdAt: "2026-01-31T09:30:00.000Z",
    updatedAt: "2026-01-31T09:30:00.000Z",
  };
  route.get(
    "/",
    { query: Thing.list, response: Thing.page, summary: "List things" },
    () =>
      ({
        data: [],
        page: { limit: 20, next: null },
      }) as never,
  );
  route.post("/", { body: Thing.create, response: { 201: Thing.row } }, (_req, reply) => {
    reply.code(201);
    return row;
  });
  route.get("/:id", { params: Thing.key, response: Thing.row }, (req) => ({ ...row, id: req.params.id }));
  route.put("/:id", { params: Thing.key, body: Thing.replace, response: Thing.row }, () => row);
  route.patch("/:id", { params: Thing.key, body: Thing.patch, response: Thing.row }, () => row);
  route.delete("/:id", { params: Thing.key }, (_req, reply) => void reply.code(204));
  route.post("/:id/publish", { params: Thing.key, response: { 202: Thing.row, 409: Type.Any() } }, () => row);
  route.get("/:id/parts/:part(^[a-z]+$)", () => []);
  route.get("/files/:name.:ending", { params: Type.Object({ name: Type.String(), ending: Type.String() }) }, (req) => {
    return req.params;
  });
  route.get("/raw/*", { envelope: false, response: Type.String() }, (req) => (req.params as { "*": string })["*"]);
  route.get("/tree", { response: Tree }, () => ({ name: "root", children: [] }));
  route.post(
    "/money",
    { body: Type.Object({ price: Money, fee: Type.Optional(Type.Integer()) }), response: Money },
    (req) => {
      return req.body.price;
    },
  );
  route.put("/plain", { body: Plain as never }, (req) => req.body);
  route.get(
    "/search",
    {
      query: Type.Object({
        q: Type.String({ description: "Words to look for" }),
        tag: Type.Optional(Type.Array(Type.String())),
      }),
      headers: Type.Object({ "X-Tenant": Type.String() }),
      response: Type.Array(Type.Object({ q: Type.String(), tags: Type.Array(Type.String()), tenant: Type.String() })),
    },
    (req) => [{ q: req.query.q, tags: req.query.tag ?? [], tenant: req.headers["x-tenant"] }],
  );
  route.get("/hidden", { openapi: false }, () => "hidden");
  route.get("/page", { envelope: false }, () => "bare");
  route.post(
    "/old",
    { csrf: false, tags: ["old"], openapi: { id: "oldThing", deprecated: true, description: '*/ "`${1}' } },
    () => 1,
  );
});
