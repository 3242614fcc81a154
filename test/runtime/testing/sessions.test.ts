import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { defineRoutes } from "../../../runtime/http/routes/define-routes.ts";
import { makeApp, makeClock } from "../../../runtime/testing/index.ts";
import { makeRoot, manifestOf } from "../http/serve.ts";

const PROJECT = Symbol.for("mega.project");
let root: string;

const routes = {
  "r.ts": defineRoutes("/", (route) => {
    route.get("/me", (_req, _reply, { session }) => ({ userId: session.userId }));
    route.post("/out", async (_req, _reply, { session }) => {
      await session.destroy();
      return {};
    });
  }),
};

beforeAll(async () => {
  root = await makeRoot();
  const session = { store: { driver: "file" }, ttlMs: 60_000, cookieName: "sid" } as const;
  const manifest = manifestOf({
    config: { name: "test", logger: { level: "silent" } },
    apps: { main: { app: { session }, routes }, bare: { app: { hosts: ["bare.example"] }, routes } },
  });
  (globalThis as Record<symbol, unknown>)[PROJECT] = { manifest, root };
});

afterAll(async () => {
  delete (globalThis as Record<symbol, unknown>)[PROJECT];
  await rm(root, { recursive: true, force: true });
});

test("a visitor is signed in by an id or a user, and others are not", async () => {
  await using app = await makeApp();
  expect((await app.request("/me")).data).toEqual({ userId: null });
  await app.signIn(7);
  expect((await app.request("/me")).data).toEqual({ userId: 7 });
  await app.signIn({ id: "eight" });
  expect((await app.request("/me")).data).toEqual({ userId: "eight" });
  expect((await app.visitor().request("/me")).data).toEqual({ userId: null });
  const other = await app.as(9);
  expect((await other.request("/me")).data).toEqual({ userId: 9 });
  expect((await app.request("/me")).data).toEqual({ userId: "eight" });
});

test("signed in, a visitor signs out, and the session ends by the test's clock", async () => {
  const clock = makeClock("2026-01-31T12:00:00Z");
  await using app = await makeApp({ clock });
  await app.signIn(7);
  await app.request("POST /out", { body: {} });
  expect((await app.request("/me")).data).toEqual({ userId: null });
  await app.signIn(7);
  clock.advance(60_000);
  expect((await app.request("/me")).data).toEqual({ userId: null });
});

test("each test has sessions of its own, and none are left in the project", async () => {
  await using one = await makeApp();
  await using two = await makeApp();
  await one.signIn(7);
  const cookie = (await one.request("/me")).headers;
  expect(cookie["set-cookie"]).toBeUndefined();
  expect((await two.request("/me")).data).toEqual({ userId: null });
  expect(existsSync(join(root, "data"))).toBe(false);
});

test("an app without sessions says so", async () => {
  await using app = await makeApp({ app: "bare" });
  await expect(app.signIn(7)).rejects.toMatchObject({ code: "session_off" });
});
