// One server a process: `node servers.mjs <name>`.
import Database from "better-sqlite3";
import { fastify as makeFastify, type FastifyInstance, type FastifyPluginAsync } from "fastify";
import { CamelCasePlugin, Kysely, SqliteDialect } from "kysely";
import {
  boot,
  defineAppConfig,
  defineConfig,
  defineModel,
  defineRoutes,
  field,
  paginate,
  Type,
  type AppConfig,
  type GlobalConfig,
  type Manifest,
} from "../runtime/index.ts";
import { tellParent } from "./child.ts";
import { hello, item, made } from "./items.ts";
import { POST_COLUMNS, POSTS_TABLE } from "./posts.ts";

const Hello = Type.Object({ hello: Type.String() });
const Id = Type.Object({ id: Type.Integer() });
const Item = Type.Object({ id: Type.Integer(), title: Type.String() });
const Made = Type.Object({ id: Type.Integer(), title: Type.String(), published: Type.Boolean() });
const NewItem = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 200 }),
    body: Type.String({ maxLength: 10_000 }),
    published: Type.Boolean(),
    tags: Type.Array(Type.String({ maxLength: 50 }), { maxItems: 10 }),
  },
  { additionalProperties: false },
);
const Post = defineModel("posts", { title: field.string(), body: field.text(), published: field.boolean() });

const SERVERS: Readonly<Record<string, () => Promise<string>>> = {
  fastify: async () => {
    const app = makeFastify();
    itemRoutes(app);
    return app.listen({ port: 0, host: "127.0.0.1" });
  },
  "fastify plugins": async () => {
    const app = makeFastify();
    await addPlugins(app);
    itemRoutes(app);
    return app.listen({ port: 0, host: "127.0.0.1" });
  },
  // The whole default security; only the limit is out of reach of the load.
  "mega stack": async () => serve(megaItems(), {}, { rateLimit: { max: 1e9, timeWindow: "1 minute" } }),
  "mega bare": async () => serve(megaItems(), {}, { helmet: false, cors: false, rateLimit: false, csrf: false }),
  "fastify posts": async () => {
    const app = makeFastify({ ajv: { customOptions: { strict: false } } });
    const db = new Kysely<{ posts: Record<string, unknown> }>({
      dialect: new SqliteDialect({ database: filled(new Database(":memory:")) }),
      plugins: [new CamelCasePlugin()],
    });
    bareRoutes(app, db);
    return app.listen({ port: 0, host: "127.0.0.1" });
  },
  "mega posts": async () => {
    const routes = defineRoutes("/posts", (route) => {
      route.get("/", { query: Post.list, response: Post.page }, (req, _reply, ctx) =>
        paginate(ctx.db.main.selectFrom("posts" as never) as never, Post, req.query),
      );
      route.get(
        "/:id",
        { params: Post.key, response: Post.row },
        (req, _reply, ctx) =>
          ctx.db.main
            .selectFrom("posts" as never)
            .selectAll()
            .where("id" as never, "=", req.params.id as never)
            .executeTakeFirstOrThrow() as never,
      );
    });
    // Its bare peer has no security either.
    const off = { helmet: false, rateLimit: false, csrf: false } as const;
    return serve(routes, { main: { driver: "sqlite", file: process.argv[3] ?? "" } }, off);
  },
};

const [, , name = ""] = process.argv;
tellParent(await (SERVERS[name] ?? unknown)());

/** The project a user would have: the same manifest, without a compiler. */
async function serve(
  routes: unknown,
  databases: NonNullable<GlobalConfig["databases"]>,
  app: AppConfig = {},
): Promise<string> {
  const load = (value: unknown) => async () => ({ default: value });
  const manifest: Manifest = {
    config: {
      file: "mega.config.ts",
      load: load(
        defineConfig({
          name: "bench",
          secret: "a secret of the benchmarks alone",
          databases,
          logger: { level: "silent" },
        }),
      ),
    },
    apps: [
      {
        name: "main",
        config: { file: "apps/main/app.config.ts", load: load(defineAppConfig(app)) },
        routes: [{ file: "apps/main/routes/bench.ts", load: load(routes) }],
        services: [],
        locales: {},
        views: {},
        publicDir: null,
      },
    ],
    migrations: [],
    seeds: [],
  };
  const runtime = await boot({ manifest, root: process.cwd(), env: process.env, mode: "production" });
  return (await runtime.listen({ kind: "tcp", host: "127.0.0.1", port: 0 })).url;
}

function megaItems(): unknown {
  return defineRoutes("/", (route) => {
    route.get("/hello", { response: Hello }, () => ({ hello: "world" }));
    route.get("/items/:id", { params: Id, response: Item }, (req) => ({ id: req.params.id, title: "An item" }));
    route.post("/items", { body: NewItem, response: Made }, ({ body: { title, published } }) => ({
      id: 1,
      title,
      published,
    }));
  });
}

/** The same routes by hand, with the same schemas and answers. */
function itemRoutes(app: FastifyInstance): void {
  const answers = (data: object): object => ({ response: { 200: framed(data) } });
  app.get("/hello", { schema: answers(Hello) }, () => hello());
  app.get<{ Params: { id: number } }>("/items/:id", { schema: { params: Id, ...answers(Item) } }, (req) =>
    item(req.params.id),
  );
  app.post<{ Body: { title: string; published: boolean } }>(
    "/items",
    { schema: { body: NewItem, ...answers(Made) } },
    (req) => made(req.body),
  );
}

/** Fastify's own plugins for what mega does by itself. */
async function addPlugins(app: FastifyInstance): Promise<void> {
  // They are installed for the benchmarks alone.
  const plugin = async (name: string): Promise<FastifyPluginAsync> =>
    ((await import(name)) as { default: FastifyPluginAsync }).default;
  await app.register(await plugin("@fastify/helmet"));
  await app.register(await plugin("@fastify/cors"), { origin: false } as never);
  await app.register(await plugin("@fastify/rate-limit"), { max: 1e9, timeWindow: "1 minute" } as never);
  await app.register(await plugin("@fastify/cookie"), { secret: "a secret of thirty-two characters" } as never);
  await app.register(await plugin("@fastify/csrf-protection"));
}

/** The same two routes by hand, with the same schemas and answers. */
function bareRoutes(app: FastifyInstance, db: Kysely<{ posts: Record<string, unknown> }>): void {
  const page = {
    type: "object",
    properties: {
      page: { type: "object", properties: { limit: { type: "integer" }, next: { type: ["string", "null"] } } },
    },
  };
  const list = {
    type: "object",
    properties: { ok: { type: "boolean" }, data: { type: "array", items: Post.row }, meta: page },
  };
  const read = (row: Record<string, unknown>): Record<string, unknown> => ({
    ...row,
    published: row["published"] === 1,
  });
  app.get<{ Querystring: { limit: number } }>(
    "/posts",
    { schema: { querystring: Post.list, response: { 200: list } } },
    async (req) => {
      const { limit } = req.query;
      const rows = await db
        .selectFrom("posts")
        .select([...POST_COLUMNS])
        .orderBy("id")
        .limit(limit + 1)
        .execute();
      const next =
        rows.length > limit
          ? Buffer.from(JSON.stringify(["posts:id", rows[limit - 1]?.["id"]])).toString("base64url")
          : null;
      return { ok: true, data: rows.slice(0, limit).map(read), meta: { page: { limit, next } } };
    },
  );
  app.get<{ Params: { id: number } }>(
    "/posts/:id",
    { schema: { params: Post.key, response: { 200: framed(Post.row) } } },
    async (req) => {
      const row = await db.selectFrom("posts").selectAll().where("id", "=", req.params.id).executeTakeFirstOrThrow();
      return { ok: true, data: read(row) };
    },
  );
}

function framed(data: object): object {
  return { type: "object", properties: { ok: { type: "boolean" }, data } };
}

function filled(database: Database.Database): Database.Database {
  database.exec(POSTS_TABLE);
  return database;
}

function unknown(): never {
  throw new Error(`no server is called "${name}"`);
}
