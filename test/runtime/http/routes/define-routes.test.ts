import { expect, test } from "vitest";

import { defineMiddleware, defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { serve } from "../serve.ts";

const tell = (name: string): ReturnType<typeof defineMiddleware> =>
  defineMiddleware((_req, _reply, ctx) => {
    ctx.user = [...((ctx.user as string[] | undefined) ?? []), name];
  });

test("the app's middleware runs first, then the file's, then the route's", async () => {
  const routes = defineRoutes("/", { before: [tell("file")], transform: [(value) => `${String(value)}!`] }, (route) => {
    route.get("/a", { before: [tell("route")], transform: [(value) => `${String(value)}?`] }, (_req, _reply, ctx) =>
      String(ctx.user),
    );
    route.get("/b", (_req, _reply, ctx) => String(ctx.user));
  });
  await using app = await serve({ app: { before: [tell("app")] }, routes: { "r.ts": routes } });
  expect((await app.inject("/a")).body).toBe("app,file,route?!");
  expect((await app.inject("/b")).body).toBe("app,file!");
});

test("a file's after runs behind the route's", async () => {
  const seen: string[] = [];
  const routes = defineRoutes("/", { after: [() => void seen.push("file")] }, (route) => {
    route.get("/", { after: [() => void seen.push("route")] }, () => "x");
  });
  await using app = await serve({ routes: { "r.ts": routes } });
  await app.inject("/");
  expect(seen).toEqual(["route", "file"]);
});

test("a route's own settings replace the file's", async () => {
  const routes = defineRoutes("/", { envelope: false, bodyLimit: 10 }, (route) => {
    route.post("/small", (req) => req.body as object);
    route.post("/large", { bodyLimit: 1000 }, (req) => req.body as object);
  });
  await using app = await serve({ routes: { "r.ts": routes } });
  const payload = { text: "more than ten bytes" };
  expect((await app.inject({ method: "POST", url: "/small", payload })).statusCode).toBe(413);
  expect((await app.inject({ method: "POST", url: "/large", payload })).json()).toEqual(payload);
});

test.each(["before", "transform", "after"])("what is no function in %s is a mistake of its file", async (stage) => {
  expect(() =>
    defineRoutes("/", { [stage]: [undefined] }, (route) => {
      route.get("/x", () => "x");
    }),
  ).toThrow(`GET /x: ${stage}[0] is no function`);
});

test("what is no function in the app's before is a mistake of its config", async () => {
  await expect(serve({ app: { before: ["tell"] as never } })).rejects.toMatchObject({
    code: "config_invalid",
    message: expect.stringContaining('apps/main/app.config.ts: `before.0` must be a function, not "tell"'),
  });
});
