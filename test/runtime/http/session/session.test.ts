import { PassThrough } from "node:stream";

import type { FastifyPluginAsync, FastifyReply } from "fastify";
import { Type } from "typebox";
import { expect, test } from "vitest";

import type { Mode } from "../../../../runtime/config/key.ts";
import type { AppConfig } from "../../../../runtime/config/settings.ts";
import type { MegaApp } from "../../../../runtime/http/app.ts";
import { getLazyHttpCtx } from "../../../../runtime/core/ctx/ctx.ts";
import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import type { JsonData } from "../../../../runtime/testing/index.ts";
import "../../session-types.ts";
import { serve, type Served } from "../serve.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What a handler waits for until the test says so. */
let gate: Promise<void> = Promise.resolve();
let late: unknown[] = [];

const routes = {
  "index.ts": defineRoutes("/", (r) => {
    r.get("/untouched", () => ({}));
    r.get("/state", (_req, _reply, { session }) => {
      return { id: session.id, userId: session.userId, count: session.get("count") ?? null };
    });
    r.post("/set/:key/:value", async (req, _reply, ctx) => {
      const { key, value } = req.params as { key: "theme"; value: string };
      await gate;
      ctx.session.set(key, value);
      return {};
    });
    r.post("/read-and-set", async (_req, _reply, { session }) => {
      const count = session.get("count") ?? 0;
      await gate;
      session.set("count", count + 1);
      return {};
    });
    r.post("/add", async (_req, _reply, { session }) => ({ count: await session.update("count", (n = 0) => n + 1) }));
    r.post("/sign-in", async (_req, _reply, { session }) => {
      await gate;
      await session.regenerate({ userId: 7 });
      return { id: session.id };
    });
    r.post("/rotate", async (_req, _reply, { session }) => {
      await gate;
      await session.regenerate();
      return { id: session.id };
    });
    r.post("/sign-out", async (_req, _reply, { session }) => {
      await session.destroy();
      return {};
    });
    r.post("/fails", (_req, _reply, { session }) => {
      session.set("theme", "dark");
      throw new Error("later");
    });
    r.get("/stream", (_req, reply, { session }) => {
      session.set("theme", "dark");
      return reply.type("text/plain").send(stream);
    });
    r.get("/page", { before: [asyncStage] }, (_req, reply, { session }) => {
      session.set("theme", "dark");
      return reply.type("text/html").send("a page");
    });
    r.get("/unreturned", async (_req, reply, { session }) => {
      session.set("theme", "dark");
      reply.send({ sent: "once" });
    });
    r.get("/refused", { before: [refuse] }, () => expect.fail("it was answered before"));
    r.get("/elsewhere", { before: [asyncStage, goElsewhere] }, () => expect.fail("it was answered before"));
    r.post("/late", { after: [lateSet] }, () => ({}));
    r.post("/in-order", (_req, _reply, { session }) => {
      void session.update("count", (n = 0) => n + 1);
      void session.update("count", (n = 0) => n * 10);
      session.set("theme", "blue");
      return {};
    });
    r.post("/strict", { body: Type.Object({ a: Type.String() }), after: [lateSet] }, () => ({}));
    r.post("/bad/:what", (req, _reply, { session }) => {
      const { what } = req.params as { what: string };
      const bad: Record<string, unknown> = { undefined, function: () => 1, bigint: 1n, large: "x".repeat(70_000) };
      session.set("theme", bad[what] as never);
      return {};
    });
  }),
};

let stream = new PassThrough();

async function asyncStage(): Promise<void> {
  await gate;
}

async function refuse(
  _req: unknown,
  reply: FastifyReply,
  ctx: { session: { set(key: "theme", value: string): void } },
) {
  ctx.session.set("theme", "dark");
  reply.code(403).send({ refused: true });
}

function goElsewhere(_req: unknown, reply: FastifyReply, ctx: { session: { set(key: "theme", value: string): void } }) {
  ctx.session.set("theme", "dark");
  return reply.redirect("/state", 303);
}

function lateSet(_req: unknown, _reply: unknown, ctx: { session: { set(key: "theme", value: string): void } }): void {
  try {
    ctx.session.set("theme", "late");
  } catch (error) {
    late.push((error as { code?: string }).code);
  }
}

type Visitor = (
  request: string,
) => Promise<{ status: number; data: JsonData; code: string | undefined; setCookie: string | undefined }>;

interface Started extends Served {
  readonly move: (ms: number) => void;
  readonly visitor: (cookie?: string) => Visitor;
  readonly cookieOf: (setCookie: string | undefined) => string;
}

async function start(
  session: Partial<AppConfig["session"]> = {},
  { mode = "test", ...more }: { readonly mode?: Mode } & AppConfig = {},
): Promise<Started> {
  let now = Date.UTC(2026, 0, 1);
  gate = Promise.resolve();
  late = [];
  const app = { csrf: false, session: { store: { driver: "memory" }, ttlMs: HOUR, ...session }, ...more } as const;
  const config = { name: "test", logger: { level: "silent" } } as const;
  const served = await serve({ app, routes, config }, { mode, clock: { now: () => now } });
  const visitor = (start = ""): Visitor => {
    let cookie = start;
    return async (request) => {
      const [method = "", url = ""] = request.split(" ");
      const answer = await served.inject({ method: method as "GET", url, headers: cookie === "" ? {} : { cookie } });
      const setCookie = answer.headers["set-cookie"] as string | undefined;
      if (setCookie !== undefined) cookie = cookieOf(setCookie);
      const body = String(answer.headers["content-type"]).includes("json") ? answer.json() : {};
      return { status: answer.statusCode, data: body.data, code: body.error?.code, setCookie };
    };
  };
  return { ...served, move: (ms) => void (now += ms), visitor, cookieOf };
}

function cookieOf(setCookie: string | undefined): string {
  return setCookie?.split(";", 1)[0] ?? "";
}

function appOf({ runtime }: Served): MegaApp {
  const [app] = runtime.apps;
  if (app === undefined) throw new Error("no app");
  return app;
}

test("a session begins with the first value, and the cookie brings it back", async () => {
  await using served = await start();
  const visit = served.visitor();
  const first = await visit("POST /add");
  expect(first.data).toEqual({ count: 1 });
  expect(first.setCookie).toMatch(
    /^__Host-session=[\w-]{43}\.[^;]+; Max-Age=3600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
  const second = await visit("POST /add");
  expect(second).toMatchObject({ data: { count: 2 }, setCookie: undefined });
  expect((await served.visitor()("POST /add")).data).toEqual({ count: 1 });
});

test("who touches nothing gets no cookie, and the store is not asked", async () => {
  await using served = await start({ store: { driver: "memory" } });
  for (const request of ["GET /untouched", "GET /state", "POST /sign-out", "POST /nowhere", "GET /health/live"]) {
    const answer = await served.visitor()(request);
    if (request !== "POST /sign-out") expect(answer.setCookie).toBeUndefined();
  }
  expect((await served.visitor()("GET /state")).data).toEqual({ id: null, userId: null, count: null });
});

test("in development the cookie comes without Secure and prefix; its name is the config's", async () => {
  const app = { csrf: false, session: { store: { driver: "memory" }, cookieName: "sid" } } as const;
  await using served = await serve({ app, routes }, { mode: "development" });
  const answer = await served.inject({ method: "POST", url: "/add" });
  expect(answer.headers["set-cookie"]).toMatch(/^sid=[^;]+; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Lax$/);
  expect(answer.headers["cache-control"]).toBe("no-store");
});

test("an id that was chosen by the client, signed or not, is never accepted", async () => {
  await using served = await start();
  const taken = "A".repeat(43);
  const unsigned = served.visitor(`__Host-session=${taken}`);
  const answer = await unsigned("POST /sign-in");
  expect(answer.setCookie).not.toContain(taken);
  // One that is signed and not in the store: it was destroyed.
  const visit = served.visitor();
  const old = cookieOf((await visit("POST /add")).setCookie);
  await visit("POST /sign-out");
  const again = await served.visitor(old)("POST /add");
  expect(again.data).toEqual({ count: 1 });
  expect(cookieOf(again.setCookie)).not.toBe(old);
});

test("signing in keeps the data, gives a new id, and the old one is worth nothing", async () => {
  await using served = await start();
  const visit = served.visitor();
  const before = cookieOf((await visit("POST /add")).setCookie);
  const signedIn = await visit("POST /sign-in");
  expect(cookieOf(signedIn.setCookie)).not.toBe(before);
  expect((await visit("GET /state")).data).toMatchObject({ userId: 7, count: 1 });
  expect((await served.visitor(before)("GET /state")).data).toEqual({ id: null, userId: null, count: null });
});

test("two that sign in with one session at once are both signed in, each with an id of its own", async () => {
  await using served = await start();
  const cookie = cookieOf((await served.visitor()("POST /add")).setCookie);
  const answers = await Promise.all([1, 2].map(() => served.visitor(cookie)("POST /sign-in")));
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(await appOf(served).sessions.list(7)).toHaveLength(2);
});

test("signing out ends the session and takes the cookie away", async () => {
  await using served = await start();
  const visit = served.visitor();
  const cookie = cookieOf((await visit("POST /sign-in")).setCookie);
  const out = await visit("POST /sign-out");
  expect(out.setCookie).toMatch(/^__Host-session=; Max-Age=0; /);
  expect((await served.visitor(cookie)("GET /state")).data).toMatchObject({ userId: null });
});

test("what two requests set at once is kept when the keys differ", async () => {
  await using served = await start();
  const visit = served.visitor();
  await visit("POST /add");
  await Promise.all([visit("POST /set/theme/dark"), visit("POST /set/secret/x"), visit("POST /add")]);
  expect((await visit("GET /state")).data).toMatchObject({ count: 2 });
});

test("a value that was read and has changed since is a conflict; one that was not read is replaced", async () => {
  await using served = await start();
  const visit = served.visitor();
  await visit("POST /add");
  const both = await Promise.all([visit("POST /read-and-set"), visit("POST /read-and-set")]);
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  expect(both.find(({ status }) => status === 409)?.code).toBe("session_conflict");
  expect((await visit("GET /state")).data).toMatchObject({ count: 2 });
  const sets = await Promise.all([visit("POST /set/theme/a"), visit("POST /set/theme/b")]);
  expect(sets.map(({ status }) => status)).toEqual([200, 200]);
});

test("a slow request does not bring a session back that was ended meanwhile", async () => {
  await using served = await start();
  const visit = served.visitor();
  const cookie = cookieOf((await visit("POST /sign-in")).setCookie);
  let open = (): void => {};
  gate = new Promise((resolve) => (open = resolve));
  const slow = ["POST /read-and-set", "POST /set/theme/x", "POST /rotate"].map((request) =>
    served.visitor(cookie)(request),
  );
  await visit("GET /state");
  await appOf(served).sessions.revoke(7);
  open();
  for (const answer of await Promise.all(slow))
    expect(answer).toMatchObject({ status: 409, code: "session_gone", setCookie: undefined });
  expect((await served.visitor(cookie)("GET /state")).data).toMatchObject({ id: null, userId: null });
  expect(await appOf(served).sessions.list(7)).toEqual([]);
});

test("a session ends ttlMs after it began, used or not", async () => {
  await using served = await start();
  const visit = served.visitor();
  await visit("POST /add");
  for (let step = 0; step < 5; step += 1) {
    served.move(10 * MINUTE);
    expect(await visit("GET /state")).toMatchObject({ data: { count: 1 }, setCookie: undefined });
  }
  served.move(10 * MINUTE);
  expect((await visit("GET /state")).data).toMatchObject({ count: null });
});

test("rolling, it ends ttlMs after it was used; the cookie is renewed once a minute at most", async () => {
  await using served = await start({ rolling: true });
  const visit = served.visitor();
  await visit("POST /add");
  served.move(MINUTE - 1);
  expect((await visit("GET /state")).setCookie).toBeUndefined();
  served.move(1);
  expect((await visit("GET /state")).setCookie).toContain("; Max-Age=3600; ");
  expect((await visit("GET /state")).setCookie).toBeUndefined();
  for (let step = 0; step < 5; step += 1) {
    served.move(50 * MINUTE);
    expect((await visit("GET /state")).data).toMatchObject({ count: 1 });
  }
  served.move(HOUR);
  expect((await visit("GET /state")).data).toMatchObject({ count: null });
});

test("a clock that jumps ahead ends sessions; one that jumps back ends none and makes none last longer", async () => {
  await using served = await start({ rolling: true });
  const visit = served.visitor();
  await visit("POST /sign-in");
  served.move(-24 * HOUR);
  expect((await visit("POST /add")).status).toBe(200);
  const [listed] = await appOf(served).sessions.list(7);
  expect(listed?.expiresAt).toEqual(new Date(Date.UTC(2025, 11, 31, 1)));
  served.move(24 * HOUR);
  expect((await visit("GET /state")).data).toMatchObject({ userId: null });
});

test("lists a user's sessions, the last one first, and revokes all but one", async () => {
  await using served = await start();
  const first = served.visitor();
  const second = served.visitor();
  const { data: one } = await first("POST /sign-in");
  served.move(5 * MINUTE);
  const { data: two } = await second("POST /sign-in");
  const { sessions } = appOf(served);
  const listed = await sessions.list(7);
  expect(listed.map(({ id }) => id)).toEqual([two.id, one.id]);
  expect(listed[1]).toMatchObject({
    userId: 7,
    createdAt: new Date(Date.UTC(2026, 0, 1)),
    expiresAt: new Date(Date.UTC(2026, 0, 1, 1)),
  });
  await first("GET /state");
  expect((await sessions.list(7))[0]).toMatchObject({ id: one.id });
  expect(await sessions.revoke(7, { except: two.id })).toBe(1);
  expect((await first("GET /state")).data).toMatchObject({ userId: null });
  expect((await second("GET /state")).data).toMatchObject({ userId: 7 });
});

test("what a failing handler has set is kept; what is not awaited is waited for, in order", async () => {
  await using served = await start();
  const visit = served.visitor();
  expect(await visit("POST /fails")).toMatchObject({ status: 500, setCookie: expect.stringContaining("session=") });
  await visit("POST /in-order");
  expect((await visit("GET /state")).data).toMatchObject({ count: 10 });
});

test("after the answer nothing can be set any more", async () => {
  await using served = await start();
  await served.visitor()("POST /late");
  await served.visitor()("POST /strict");
  const visit = served.visitor();
  await visit("POST /add");
  await visit("POST /late");
  await expect.poll(() => late).toEqual(["session_closed", "session_closed", "session_closed"]);
});

test.each([
  ["undefined", "session_value_invalid"],
  ["function", "session_value_invalid"],
  ["bigint", "session_value_invalid"],
  ["large", "session_too_large"],
])("a value that cannot be kept is refused: %s", async (what, code) => {
  await using served = await start({}, { mode: "development" });
  const answer = await served.visitor()(`POST /bad/${what}`);
  expect(answer).toMatchObject({ status: 500, code, setCookie: undefined });
});

test("a store that does not answer is a 503, reading and writing, and no silent empty session", async () => {
  await using served = await start({ store: { driver: "file" } });
  const visit = served.visitor();
  await visit("POST /add");
  const { rm } = await import("node:fs/promises");
  await rm(`${served.root}/data/sessions`, { recursive: true });
  expect(await visit("GET /state")).toMatchObject({ status: 503, code: "service_unavailable" });
  expect(await served.visitor()("POST /add")).toMatchObject({ status: 503, setCookie: undefined });
  expect(await served.visitor()("POST /set/theme/x")).toMatchObject({ status: 503, setCookie: undefined });
  expect(await served.visitor()("GET /untouched")).toMatchObject({ status: 200 });
  stream = new PassThrough();
  expect(await served.visitor()("GET /stream")).toMatchObject({ status: 503 });
  expect(stream.destroyed).toBe(true);
});

test("without sessions in the config they are an error that names the key, and a plugin's route has none", async () => {
  await using off = await serve(
    { routes: { "index.ts": defineRoutes("/", (r) => r.get("/x", (_q, _r, c) => c.session.id)) } },
    { mode: "development" },
  );
  const answer = await off.inject("/x");
  expect(answer.json().error).toMatchObject({
    code: "session_off",
    hint: expect.stringContaining("session: { store:"),
  });
  expect(() => appOf(off).sessions).toThrow("This app has no sessions.");
  const plugin: FastifyPluginAsync = async (fastify) => {
    fastify.get("/plugin", (req, reply) => getLazyHttpCtx({ app: app(), req, reply }).session.id);
  };
  let app = (): MegaApp | null => null;
  await using served = await start({}, { plugins: [plugin] });
  app = () => appOf(served);
  expect((await served.visitor()("GET /plugin")).status).toBe(500);
});

test("a store that cannot be opened stops the boot, and mistakes in the config are said", async () => {
  const { writeFile } = await import("node:fs/promises");
  await using served = await start();
  await writeFile(`${served.root}/taken`, "");
  const dir = `${served.root}/taken/sessions`;
  await expect(start({ store: { driver: "file", dir } })).rejects.toMatchObject({ code: "session_store_unreachable" });
  const wrong = { store: { driver: "disk" }, ttl: 5, rolling: "yes", cookieName: "a b" } as never;
  const error = await start(wrong).catch((cause: unknown) => cause as Error);
  for (const path of ["session.store.driver", "session.ttl", "session.rolling", "session.cookieName"])
    expect((error as Error).message).toContain(path);
});

test("an answer that a stage behind an asynchronous one gives is sent once, while its session is being saved", async () => {
  await using served = await start();
  const page = await served.inject("/page");
  expect([page.statusCode, page.body]).toEqual([200, "a page"]);
  expect(page.headers["set-cookie"]).toMatch(/^__Host-session=/);
  const elsewhere = await served.inject("/elsewhere");
  expect([elsewhere.statusCode, elsewhere.headers.location]).toEqual([303, "/state"]);
  const unreturned = await served.inject("/unreturned");
  expect([unreturned.statusCode, unreturned.json()]).toEqual([200, { sent: "once" }]);
  const refused = await served.inject("/refused");
  expect([refused.statusCode, refused.json()]).toEqual([403, { refused: true }]);
});
