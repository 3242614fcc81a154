// One peer a process: `node peers.mjs <name>`. JavaScript, since its packages are installed for the benchmarks alone.
// The same three routes on other frameworks, each as its own documents show it: `/hello`, `/items/:id` (an integer), and
// `POST /items` (four validated fields). The answers are the same to the byte.
import "reflect-metadata";
import { createServer } from "node:http";
import { z } from "zod";
import { hello, item, made } from "./items.ts";
import { tellParent } from "./child.ts";

const Id = z.coerce.number().int();
const NewItem = z.object({
  title: z.string().min(1).max(200),
  body: z.string().max(10_000),
  published: z.boolean(),
  tags: z.array(z.string().max(50)).max(10),
});

/** Each gives the address that it listens on. */
const PEERS = { hono, express, nest, adonis };

tellParent(await PEERS[process.argv[2]]());

async function hono() {
  const { Hono } = await import("hono");
  const { validator } = await import("hono/validator");
  const { serve } = await import("@hono/node-server");
  const app = new Hono();
  app.get("/hello", (c) => c.json(hello()));
  app.get(
    "/items/:id",
    validator("param", ({ id }) => ({ id: Id.parse(id) })),
    (c) => c.json(item(c.req.valid("param").id)),
  );
  app.post(
    "/items",
    validator("json", (value) => NewItem.parse(value)),
    (c) => c.json(made(c.req.valid("json"))),
  );
  return new Promise((resolve) => {
    serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => resolve(`http://127.0.0.1:${port}`));
  });
}

async function express() {
  const { default: makeExpress } = await import("express");
  const app = makeExpress();
  app.use(makeExpress.json());
  app.get("/hello", (_req, res) => res.json(hello()));
  app.get("/items/:id", (req, res) => res.json(item(Id.parse(req.params.id))));
  app.post("/items", (req, res) => res.json(made(NewItem.parse(req.body))));
  return listening(createServer(app));
}

/** Decorators are called by hand: the benchmarks are compiled without them. */
async function nest() {
  const { Body, Controller, Get, HttpCode, Module, Param, ParseIntPipe, Post } = await import("@nestjs/common");
  const { NestFactory } = await import("@nestjs/core");
  const { FastifyAdapter } = await import("@nestjs/platform-fastify");
  class Items {
    hello() {
      return hello();
    }
    one(id) {
      return item(id);
    }
    make(body) {
      return made(body);
    }
  }
  const { prototype } = Items;
  const of = (name) => Object.getOwnPropertyDescriptor(prototype, name);
  Get("hello")(prototype, "hello", of("hello"));
  Param("id", ParseIntPipe)(prototype, "one", 0);
  Get("items/:id")(prototype, "one", of("one"));
  Body({ transform: (value) => NewItem.parse(value) })(prototype, "make", 0);
  Post("items")(prototype, "make", of("make"));
  HttpCode(200)(prototype, "make", of("make"));
  Controller()(Items);
  class Root extends Object {}
  Module({ controllers: [Items] })(Root);
  const app = await NestFactory.create(Root, new FastifyAdapter(), { logger: false });
  await app.listen(0, "127.0.0.1");
  return app.getUrl();
}

/** Its HTTP server and body parser; the whole of AdonisJS has more around them. */
async function adonis() {
  const { ServerFactory } = await import("@adonisjs/http-server/factories");
  const { AppFactory } = await import("@adonisjs/application/factories");
  const { BodyParserMiddlewareFactory } = await import("@adonisjs/bodyparser/factories");
  const app = new AppFactory().create(new URL("./", import.meta.url), () => {});
  await app.init();
  const server = new ServerFactory().merge({ app }).create();
  const parser = new BodyParserMiddlewareFactory().create();
  const router = server.getRouter();
  router.get("/hello", () => hello());
  router.get("/items/:id", ({ request }) => item(Id.parse(request.param("id"))));
  router
    .post("/items", ({ request }) => made(NewItem.parse(request.body())))
    .use((ctx, next) => parser.handle(ctx, next));
  await server.boot();
  return listening(createServer((req, res) => void server.handle(req, res)));
}

async function listening(server) {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${server.address().port}`;
}
