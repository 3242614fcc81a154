import { fastifyCookie } from "@fastify/cookie";
import type { FastifyPluginAsync } from "fastify";
import { expect, test } from "vitest";

import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { forApp, serve } from "../serve.ts";

const routes = {
  "cookies.ts": defineRoutes("/", (route) => {
    route.get("/", (req) => req.cookies);
    route.get("/twice", (req) => req.cookies === req.cookies);
    route.get("/set", (_req, reply) => {
      reply.setCookie("theme", "dark ; ü").setCookie("beta", "1", { httpOnly: false, maxAge: 60, path: "/beta" });
      return "set";
    });
    route.get("/clear", (_req, reply) => {
      reply.clearCookie("theme");
      return "cleared";
    });
    route.get("/large", (_req, reply) => {
      reply.setCookie("large", "x".repeat(4096));
      return "never";
    });
    route.get("/name", (_req, reply) => {
      reply.setCookie("a b", "1");
      return "never";
    });
  }),
};
const secret = "a secret of a test that is long enough";

test("cookies are read by name, parsed once, and only when somebody looks", async () => {
  await using app = await serve({ routes });
  const answer = await app.inject({ url: "/", headers: { cookie: "a=1; b=x%20y; a=2; broken; __proto__=z" } });
  expect(answer.json().data).toMatchObject({ a: "1", b: "x y" });
  expect((await app.inject("/")).json().data).toEqual({});
  expect((await app.inject({ url: "/twice", headers: { cookie: "a=1" } })).json().data).toBe(true);
});

test.each([
  ["development", "HttpOnly; SameSite=Lax"],
  ["production", "HttpOnly; Secure; SameSite=Lax"],
] as const)("in %s a cookie is safe unless it says otherwise", async (mode, attributes) => {
  await using app = await serve({ config: { name: "x", secret, logger: { level: "silent" } }, routes }, { mode });
  const { headers } = await app.inject("/set");
  expect(headers["set-cookie"]).toEqual([
    `theme=dark%20%3B%20%C3%BC; Path=/; ${attributes}`,
    `beta=1; Max-Age=60; Path=/beta; ${attributes.replace("HttpOnly; ", "")}`,
  ]);
  expect((await app.inject("/clear")).headers["set-cookie"]).toBe(
    `theme=; Max-Age=0; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; ${attributes}`,
  );
});

test("what no browser would keep, and what is no name, is a failure of the server", async () => {
  await using app = await serve({ routes }, { mode: "development" });
  const large = await app.inject("/large");
  expect([large.statusCode, large.json().error.code]).toEqual([500, "cookie_too_large"]);
  expect((await app.inject("/name")).statusCode).toBe(500);
});

test("an undefined option keeps the default, a cookie is set once, and prototypes stay out", async () => {
  const twice = defineRoutes("/", (route) => {
    route.get("/", (req, reply) => {
      const unsafe = { httpOnly: undefined, secure: undefined } as object;
      reply.setCookie("a", "1", { path: "/x" }).setCookie("a", "1", unsafe).setCookie("a", "2", unsafe);
      return typeof req.cookies["constructor"];
    });
  });
  await using app = await serve({ routes: { "t.ts": twice } });
  const answer = await app.inject("/");
  expect(answer.headers["set-cookie"]).toEqual([
    "a=1; Path=/x; HttpOnly; Secure; SameSite=Lax",
    "a=2; Path=/; HttpOnly; Secure; SameSite=Lax",
  ]);
  expect(answer.body).toBe("undefined");
});

test("a cookie may be signed, and is believed only unchanged", async () => {
  const signing = defineRoutes("/", (route) => {
    route.get("/sign", (_req, reply) => {
      reply.setCookie("who", "kim", { signed: true });
      return "signed";
    });
    route.get("/who", (req) => req.unsignCookie(req.cookies["who"] ?? ""));
  });
  await using app = await serve({ routes: { "s.ts": signing } });
  const [cookie = ""] = String((await app.inject("/sign")).headers["set-cookie"]).split(";");
  expect(cookie).toMatch(/^who=kim\./);
  const who = async (header: string): Promise<unknown> =>
    (await app.inject({ url: "/who", headers: { cookie: header } })).json().data;
  expect(await who(cookie)).toMatchObject({ valid: true, value: "kim" });
  expect(await who(cookie.replace("kim", "lee"))).toMatchObject({ valid: false, value: null });
});

test("a plugin that needs @fastify/cookie finds it", async () => {
  const plugin: FastifyPluginAsync = Object.assign(
    async (fastify: Parameters<FastifyPluginAsync>[0]) => {
      fastify.get("/plugin", (_req, reply) => reply.setCookie("p", "1").send("ok"));
    },
    {
      [Symbol.for("skip-override")]: true,
      [Symbol.for("plugin-meta")]: { name: "needs-cookies", dependencies: ["@fastify/cookie"] },
    },
  );
  await using app = await serve({ app: { plugins: [plugin] }, routes });
  expect((await app.inject("/plugin")).headers["set-cookie"]).toContain("p=1");
});

test("what the secret signs elsewhere is no cookie", async () => {
  const reading = defineRoutes("/", (route) => {
    route.get("/who", (req) => req.unsignCookie(req.cookies["who"] ?? ""));
    route.get("/own", (_req, reply, ctx) => {
      ctx.app.cookies.write(reply, "who", "kim");
      return "signed by the server for itself";
    });
  });
  const config = { name: "x", secret, logger: { level: "silent" } } as const;
  await using app = await serve({ config, routes: { "s.ts": reading } });
  const who = async (value: string): Promise<unknown> =>
    (await app.inject({ url: "/who", headers: { cookie: `who=${encodeURIComponent(value)}` } })).json().data;
  expect(await who(fastifyCookie.sign("kim", secret))).toMatchObject({ valid: false, value: null });
  const [own = ""] = String((await app.inject("/own")).headers["set-cookie"]).split(";");
  expect(await who(decodeURIComponent(own.slice(own.indexOf("=") + 1)))).toMatchObject({ valid: false });
});

test("cookies may be exchanged, as a plugin does that decrypts them", async () => {
  const exchange = forApp(async (fastify) => {
    fastify.addHook("onRequest", async (req) => {
      req.cookies = { ...req.cookies, a: "plain" };
      req.cookies["b"] = "added";
    });
  });
  await using app = await serve({ app: { plugins: [exchange] }, routes });
  const answer = await app.inject({ url: "/", headers: { cookie: "a=secret; c=3" } });
  expect(answer.json().data).toEqual({ a: "plain", b: "added", c: "3" });
});

test("an app that brings @fastify/cookie has it as it is, and the server's own cookies stay signed", async () => {
  const session = { store: { driver: "memory" } } as const;
  const own = defineRoutes("/", (route) => {
    route.get("/set", async (_req, reply, ctx) => {
      await ctx.session.regenerate({ userId: "7" });
      reply.setCookie("theme", "dark", { signed: true });
      return "set";
    });
    route.get("/get", (req, _reply, ctx) => ({
      user: ctx.session.userId,
      theme: req.unsignCookie(req.cookies["theme"] ?? "").value,
    }));
  });
  const options = { secret: "another secret", parseOptions: { path: "/x", sameSite: "strict" } };
  const plugins = [[fastifyCookie, options]] as const;
  await using app = await serve({ app: { plugins, session }, routes: { "own.ts": own } });
  const lines = [(await app.inject("/set")).headers["set-cookie"] ?? []].flat();
  const theme = `theme=${encodeURIComponent(fastifyCookie.sign("dark", "another secret"))}; Path=/x; SameSite=Strict`;
  expect(lines).toEqual(expect.arrayContaining([theme, expect.stringMatching(/^__Host-session=.*HttpOnly/)]));
  const cookie = lines.map((line) => line.split(";", 1)[0]).join("; ");
  expect((await app.inject({ url: "/get", headers: { cookie } })).json().data).toEqual({ user: "7", theme: "dark" });
});
