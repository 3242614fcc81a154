import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rm } from "node:fs/promises";

import { defineMigration } from "../../../runtime/db/define-migration.ts";
import { defineRoutes } from "../../../runtime/http/routes/define-routes.ts";
import { makeApp, makeClock } from "../../../runtime/testing/index.ts";
import { fileOf, makeRoot, manifestOf, type AppParts } from "../http/serve.ts";

const PROJECT = Symbol.for("mega.project");

function named(name: string, hosts: readonly string[]): AppParts {
  const routes = defineRoutes("/", (route) => {
    route.get("/who", (req) => ({ app: name, host: req.host, client: req.headers["x-client"] ?? null }));
    route.get("/cookie", (req, reply) => {
      reply.header("set-cookie", `${name}=1`);
      return { cookie: req.headers.cookie ?? null };
    });
    route.post("/notes", async (_req, _reply, ctx) => {
      const db = ctx.db[name === "admin" ? "admin" : "main"] as never as typeof ctx.db.main;
      await db
        .insertInto("notes" as never)
        .values({ text: name })
        .execute();
      return db
        .selectFrom("notes" as never)
        .selectAll()
        .execute();
    });
  });
  return { app: { hosts }, routes: { "r.ts": routes } };
}

let root: string;

beforeAll(async () => {
  root = await makeRoot();
  const manifest = {
    ...manifestOf({
      config: {
        name: "test",
        logger: { level: "silent" },
        databases: { main: { driver: "sqlite", file: "main.db" }, admin: { driver: "sqlite", file: "admin.db" } },
      },
      apps: {
        admin: named("admin", ["*.admin.example"]),
        main: named("main", []),
        shop: named("shop", ["shop.example", "www.shop.example"]),
      },
    }),
    migrations: [
      fileOf(
        "db/migrations/20260101000000-create-notes.ts",
        defineMigration({
          up: (schema) =>
            schema.create("notes", (table) => {
              table.id();
              table.text("text");
            }),
          down: (schema) => schema.drop("notes"),
        }),
      ),
    ],
  };
  (globalThis as Record<symbol, unknown>)[PROJECT] = { manifest, root };
});

afterAll(async () => {
  delete (globalThis as Record<symbol, unknown>)[PROJECT];
  await rm(root, { recursive: true, force: true });
});

describe("a project of several apps", () => {
  test("requests go to the app that takes every host, or to the one that is named", async () => {
    await using app = await makeApp();
    expect((await app.request("/who")).data).toMatchObject({ app: "main", host: "localhost" });
    await using admin = await makeApp({ app: "admin" });
    expect((await admin.request("/who")).data).toMatchObject({ app: "admin", host: "test.admin.example" });
    await using shop = await makeApp({ app: "shop" });
    expect((await shop.request("/who")).data).toMatchObject({ app: "shop", host: "shop.example" });
  });

  test("a request may name a host of its own", async () => {
    await using app = await makeApp();
    const who = async (host: string) => (await app.request("/who", { host })).data;
    expect(await who("www.shop.example")).toMatchObject({ app: "shop", host: "www.shop.example" });
    expect(await who("acme.admin.example:3000")).toMatchObject({ app: "admin", host: "acme.admin.example:3000" });
    expect((await app.request("/who", { host: "a@b" })).status).toBe(400);
  });

  test("routes of a test are in every app, and gone with it", async () => {
    const probe = defineRoutes("/probe", (route) => route.get("/", (_req, _reply, ctx) => ({ name: ctx.config.name })));
    await using app = await makeApp({ routes: [probe] });
    expect((await app.request("/probe")).data).toEqual({ name: "test" });
    expect((await app.request("/probe", { host: "shop.example" })).data).toEqual({ name: "test" });
    expect((await app.request("/who")).data).toMatchObject({ app: "main" });
    await using other = await makeApp();
    expect((await other.request("/probe")).status).toBe(404);
  });

  test("each host has its own cookies, and so has each visitor", async () => {
    await using app = await makeApp({ app: "shop" });
    await app.request("/cookie");
    expect((await app.request("/cookie")).data).toEqual({ cookie: "shop=1" });
    expect((await app.request("/cookie", { host: "localhost" })).data).toEqual({ cookie: null });
    const other = app.visitor();
    expect((await other.request("/cookie")).data).toEqual({ cookie: null });
    const admin = app.visitor({ app: "admin", headers: { "x-client": "robot" } });
    expect((await admin.request("/who")).data).toMatchObject({ app: "admin", client: "robot" });
  });

  test("an app that is not there is named, and nothing is left open", async () => {
    await expect(makeApp({ app: "shpo" })).rejects.toMatchObject({
      code: "app_unknown",
      message: "There is no app `shpo`; there is `admin`, `main`, `shop`.",
    });
  });

  test("every alias has a database of its own for each test", async () => {
    for (let i = 0; i < 2; i++) {
      await using app = await makeApp();
      expect((await app.request("POST /notes", { body: {} })).data).toEqual([{ id: 1, text: "main" }]);
    }
  });
});

test("headers of every request give way to those of one", async () => {
  await using app = await makeApp({ headers: { "x-client": "robot" } });
  expect((await app.request("/who")).data.client).toBe("robot");
  expect((await app.request("/who", { headers: { "x-client": "person" } })).data.client).toBe("person");
});

test("the environment is what the config sees", async () => {
  await using app = await makeApp({ env: { PORT: "4321" } });
  expect(app.config.server.port).toBe(4321);
  await expect(makeApp({ env: { PORT: "x" } })).rejects.toMatchObject({ code: "config_invalid" });
});

describe("the clock", () => {
  test("stands still where it is set, and moves when it is told", () => {
    const clock = makeClock("2026-01-31T12:00:00Z");
    expect(clock.now()).toBe(Date.UTC(2026, 0, 31, 12));
    clock.advance(90_000);
    expect(new Date(clock.now()).toISOString()).toBe("2026-01-31T12:01:30.000Z");
    expect(makeClock(new Date(7)).now()).toBe(7);
    expect(() => makeClock("soon")).toThrow('"soon" is no moment');
  });

  test("goes with the machine's otherwise", () => {
    const clock = makeClock();
    const before = Date.now();
    expect(clock.now()).toBeGreaterThanOrEqual(before);
    clock.advance(-3_600_000);
    expect(clock.now()).toBeLessThanOrEqual(Date.now() - 3_600_000);
  });

  test("is what the project takes for the time", async () => {
    const clock = makeClock("2026-01-31T12:00:00Z");
    await using app = await makeApp({ clock });
    expect(app.clock).toBe(clock);
    app.clock.advance(1_000);
    expect(clock.now()).toBe(Date.UTC(2026, 0, 31, 12, 0, 1));
  });
});
