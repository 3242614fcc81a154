import { expect, expectTypeOf, test } from "vitest";

import { buildHttpCtx, getHttpCtx, getLazyHttpCtx } from "../../../../runtime/core/ctx/ctx.ts";
import type { CtxApp, ReplyPort, RequestPort } from "../../../../runtime/core/ctx/ctx-ports.ts";
import { ENGLISH } from "../../../../runtime/core/i18n/i18n.ts";
import { buildAdapterAccessors } from "../../../../runtime/core/ctx/adapter-accessors.ts";
import { compileServices } from "../../../../runtime/core/services/services.ts";

const FIELDS = [
  "app",
  "body",
  "cache",
  "clock",
  "config",
  "db",
  "id",
  "locale",
  "log",
  "params",
  "query",
  "reply",
  "req",
  "services",
  "signal",
  "t",
  "user",
];

const CLOCK = { now: () => 7 };
const SIGNAL = new AbortController().signal;

function parts(app: CtxApp | null = null): {
  app: CtxApp | null;
  req: RequestPort;
  reply: ReplyPort & { status: number };
} {
  const noop = (): void => {};
  const log = { trace: noop, debug: noop, info: noop, warn: noop, error: noop, fatal: noop };
  const req = { id: "r1", log, params: { id: "7" }, query: { q: "x" }, body: { title: "Hello" } };
  const reply = {
    sent: false,
    status: 200,
    get statusCode() {
      return this.status;
    },
    code(status: number) {
      this.status = status;
      return this;
    },
    send: noop,
  };
  return { app, req, reply };
}

function anApp(): CtxApp {
  return {
    config: { env: { REGION: "eu" } },
    clock: CLOCK,
    db: buildAdapterAccessors("databases", { main: { fake: true } }) as never,
    cache: buildAdapterAccessors("caches", {}),
    services: compileServices("main", {}),
    signalOf: () => SIGNAL,
    localeOf: () => "ko",
    languageIn: (locale) => ({ ...ENGLISH, locale, translate: (key: string) => `<${locale} ${key}>` }),
  };
}

test("every way to get the ctx of a request gives the same object", () => {
  const request = parts();
  const ctx = getLazyHttpCtx(request);
  expect(getHttpCtx(request)).toBe(ctx);
  expect(getLazyHttpCtx({ ...request })).toBe(ctx);
});

test("reads the request and the app", () => {
  const request = parts(anApp());
  const ctx = getLazyHttpCtx(request);
  expect(ctx.id).toBe("r1");
  expect(ctx.params).toBe(request.req.params);
  expect(ctx.query).toBe(request.req.query);
  expect(ctx.body).toBe(request.req.body);
  expect(ctx.log).toBe(request.req.log);
  expect(ctx.config).toEqual({ env: { REGION: "eu" } });
  expect(ctx.clock).toBe(CLOCK);
  expect(ctx.locale).toBe("ko");
  expect(ctx.signal).toBe(SIGNAL);
  expect(ctx.t("home.title")).toBe("<ko home.title>");
  expect(ctx.db.main).toEqual({ fake: true });
});

test("keys and spread show what was touched, `in` shows all", () => {
  const ctx = getLazyHttpCtx(parts(anApp()));
  expect(Object.keys(ctx)).toEqual(["app", "req", "reply"]);
  void ctx.params;
  void ctx.services;
  expect(Object.keys(ctx)).toEqual(["app", "req", "reply", "params", "services"]);
  expect({ ...ctx }).toHaveProperty("params", { id: "7" });
  for (const field of [...FIELDS, "ok", "fail"]) expect(field in ctx).toBe(true);
  expect("nope" in ctx).toBe(false);
});

test("a field is built once", () => {
  const ctx = getLazyHttpCtx(parts(anApp()));
  expect(ctx.services).toBe(ctx.services);
  const descriptor = (void ctx.params, Object.getOwnPropertyDescriptor(ctx, "params"));
  expect(descriptor).toMatchObject({ writable: true, enumerable: true });
});

test("every field may be assigned, before and after it was touched", () => {
  const ctx = getLazyHttpCtx(parts(anApp())) as unknown as Record<string, unknown>;
  for (const field of FIELDS) {
    ctx[field] = `first ${field}`;
    expect(ctx[field]).toBe(`first ${field}`);
    ctx[field] = `second ${field}`;
    expect(ctx[field]).toBe(`second ${field}`);
  }
  ctx["extra"] = 1;
  expect(ctx["extra"]).toBe(1);
  expect(Object.keys(ctx).toSorted()).toEqual([...FIELDS, "extra"].toSorted());
});

test("without an app it has no databases and services, and texts pass through", () => {
  const ctx = getLazyHttpCtx(parts(null));
  expect(ctx.app).toBeNull();
  expect(ctx.t("post.title")).toBe("post.title");
  expect(ctx.t("post.title", {}, "Title")).toBe("Title");
  expect(() => ctx.db.main).toThrowError(expect.objectContaining({ code: "alias_missing" }));
});

test("without an app every field can be touched, and says what it stands for", () => {
  const ctx = buildHttpCtx(parts(null));
  expect([ctx.config, ctx.locale, Object.keys(ctx.cache), ctx.signal.aborted]).toEqual([{ env: {} }, "en", [], false]);
  const before = Date.now();
  expect(ctx.clock.now()).toBeGreaterThanOrEqual(before);
  expect(() => ctx.services["posts" as never]).toThrowError(expect.objectContaining({ code: "service_missing" }));
});

test("buildHttpCtx asks for the session when somebody looks, and takes another one", () => {
  const ctx = buildHttpCtx(parts(anApp())) as { session: unknown };
  expect(() => ctx.session).toThrowError(expect.objectContaining({ code: "session_off" }));
  ctx.session = "mine";
  expect(ctx.session).toBe("mine");
});

test("buildHttpCtx has every field as its own", () => {
  const ctx = buildHttpCtx(parts(anApp()));
  expect(Object.getPrototypeOf(ctx)).toBe(Object.prototype);
  expect(Object.keys(ctx).toSorted()).toEqual([...FIELDS, "fail", "ok"].toSorted());
});

test("ok and fail make envelopes and set the status", () => {
  const request = parts(anApp());
  const ctx = getLazyHttpCtx(request);
  expect(ctx.ok([1], { status: 201, meta: { total: 1 } })).toMatchObject({ ok: true, data: [1], meta: { total: 1 } });
  expect(request.reply.status).toBe(201);
  expect(ctx.fail("closed", "The shop is closed.", { status: 409 })).toMatchObject({
    ok: false,
    error: { code: "closed", message: "The shop is closed." },
    meta: { requestId: "r1" },
  });
  expect(request.reply.status).toBe(409);
  expect(ctx.ok(1)).toMatchObject({ ok: true, data: 1 });
  expect(request.reply.status).toBe(409);
  expect(ctx.fail("no", "No.", { details: [1] })).toMatchObject({ error: { details: [1] } });
  expect(request.reply.status).toBe(400);
});

test("types: params, query and body are those of the request", () => {
  const request = parts();
  const ctx = getLazyHttpCtx({ ...request, req: request.req as RequestPort & { params: { id: number } } });
  expectTypeOf(ctx.params.id).toEqualTypeOf<number>();
  expectTypeOf(ctx.app).toEqualTypeOf<CtxApp | null>();
});

test("without an app the signal never aborts", () => {
  expect(getLazyHttpCtx(parts()).signal.aborted).toBe(false);
});
