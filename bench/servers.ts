// One server a process: `node servers.mjs <name>`. It tells its parent where it listens and answers "cpu" with its CPU time.
import Database from "better-sqlite3";
import { fastify as makeFastify, type FastifyInstance } from "fastify";
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
  type Manifest,
} from "../runtime/index.ts";
import { POST_COLUMNS, POSTS_TABLE } from "./posts.ts";

const Hello = Type.Object({ hello: Type.String() });
const Post = defineModel("posts", { title: field.string(), body: field.text(), published: field.boolean() });

const SERVERS: Readonly<Record<string, () => Promise<string>>> = {
  "fastify hello": async () => {
    const app = makeFastify();
    const schema = { response: { 200: framed(Hello) } };
    app.get("/hello", { schema }, () => ({ ok: true, data: { hello: "world" } }));
    return app.listen({ port: 0, host: "127.0.0.1" });
  },
  "mega hello": async () => {
    const routes = defineRoutes("/hello", (route) => {
      route.get("/", { response: Hello }, () => ({ hello: "world" }));
    });
    return serve(routes, {});
  },
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
    return serve(routes, { main: { driver: "sqlite", file: process.argv[3] ?? "" } });
  },
};

const [, , name = ""] = process.argv;
const url = await (SERVERS[name] ?? unknown)();
process.on("message", () => process.send?.({ seconds: cpuSeconds() }));
process.send?.({ url });

/** The project a user would have: the same manifest, without a compiler. */
async function serve(
  routes: unknown,
  databases: NonNullable<Parameters<typeof defineConfig>[0]["databases"]>,
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
        config: { file: "apps/main/app.config.ts", load: load(defineAppConfig({})) },
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

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function unknown(): never {
  throw new Error(`no server is called "${name}"`);
}
