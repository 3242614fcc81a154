import { expect, test } from "vitest";

import type { AppConfig } from "../../../../runtime/config/settings.ts";
import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import "../../session-types.ts";
import { serve, type Served } from "../serve.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const routes = {
  "index.ts": defineRoutes("/", (r) => {
    r.get("/untouched", () => ({}));
    r.get("/count", (_req, _reply, ctx) => ({ count: ctx.session.get("count") ?? null, user: ctx.session.userId }));
    r.post("/count", (_req, _reply, ctx) => {
      ctx.session.set("count", (ctx.session.get("count") ?? 0) + 1);
      return { count: ctx.session.get("count") };
    });
    r.post("/add", async (_req, _reply, ctx) => ({ count: await ctx.session.update("count", (n = 0) => n + 1) }));
    r.post("/sign-in", async (_req, _reply, ctx) => {
      await ctx.session.regenerate({ userId: 7 });
      return { id: ctx.session.id };
    });
    r.post("/sign-out", (_req, _reply, ctx) => ctx.session.destroy());
  }),
};

async function start(session: Partial<AppConfig["session"]> = {}): Promise<Served & { move: (ms: number) => void }> {
  let now = Date.UTC(2026, 0, 1);
  const app = { csrf: false, session: { store: { driver: "memory" }, ttlMs: HOUR, ...session } } as const;
  const served = await serve({ app, routes }, { clock: { now: () => now } });
  return { ...served, move: (ms) => void (now += ms) };
}

function cookieOf(answer: { headers: Record<string, unknown> }): string | undefined {
  const [line] = [answer.headers["set-cookie"] ?? []].flat() as string[];
  return line?.split(";", 1)[0];
}

test("a session begins with the first value, and the cookie brings it back", async () => {
  await using served = await start();
  const first = await served.inject({ method: "POST", url: "/count" });
  expect(first.json().data).toEqual({ count: 1 });
  expect(first.headers["set-cookie"]).toMatch(
    /^__Host-session=[\w-]{43}\.[^;]+; Max-Age=3600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
  expect(first.headers["cache-control"]).toBe("no-store");
  const cookie = cookieOf(first) ?? "";
  const second = await served.inject({ method: "POST", url: "/count", headers: { cookie } });
  expect(second.json().data).toEqual({ count: 2 });
  expect(second.headers["set-cookie"]).toBeUndefined();
});
