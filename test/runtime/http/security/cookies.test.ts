import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { BootOptions } from "../../../../runtime/boot.ts";
import type { CookieSettings } from "../../../../runtime/config/parts/cookies.ts";
import { makeCookies } from "../../../../runtime/http/security/cookies.ts";
import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { serve, type Served } from "../serve.ts";

const routes = defineRoutes("/", (route) => {
  route.get("/read", { envelope: false }, (req, _reply, ctx) => ({ value: ctx.app.cookies.read(req, "who") ?? null }));
  route.post("/write", { envelope: false }, (req, reply, ctx) => {
    const { name = "who", value, maxAgeMs } = req.body as { name?: string; value: string; maxAgeMs?: number };
    ctx.app.cookies.write(reply, name, value, maxAgeMs === undefined ? {} : { maxAgeMs });
    return {};
  });
  route.get("/clear", { envelope: false }, (_req, reply, ctx) => {
    ctx.app.cookies.clear(reply, "who");
    return {};
  });
  route.get("/rewrite", { envelope: false }, (_req, reply, ctx) => {
    const { cookies } = ctx.app;
    cookies.write(reply, "who", "first");
    cookies.write(reply, "other", "stays");
    cookies.clear(reply, "who");
    cookies.write(reply, "who", "last");
    return {};
  });
});

async function start(cookies: CookieSettings = {}, mode: BootOptions["mode"] = "production"): Promise<Served> {
  const config = { name: "test", secret: "s".repeat(32), logger: { level: "silent" } } as const;
  return serve({ config, app: { cookies }, routes: { "cookies.ts": routes } }, { mode });
}

async function write(app: Served, body: object, headers: Record<string, string> = {}): Promise<string> {
  const answer = await app.inject({ method: "POST", url: "/write", payload: body, headers });
  expect(answer.statusCode).toBe(200);
  return String(answer.headers["set-cookie"]);
}

async function read(app: Served, cookie: string): Promise<string | null> {
  return (await app.inject({ url: "/read", headers: { cookie } })).json<{ value: string | null }>().value;
}

function pair(line: string): string {
  return line.split(";", 1)[0] ?? "";
}

describe("attributes", () => {
  test.each<[string, CookieSettings, BootOptions["mode"], string, string]>([
    ["production", {}, "production", "__Host-", "Path=/; HttpOnly; Secure; SameSite=Lax"],
    ["a test", {}, "test", "__Host-", "Path=/; HttpOnly; Secure; SameSite=Lax"],
    ["development", {}, "development", "", "Path=/; HttpOnly; SameSite=Lax"],
    ["development over TLS", { secure: true }, "development", "__Host-", "Path=/; HttpOnly; Secure; SameSite=Lax"],
    ["a site without TLS", { secure: false }, "production", "", "Path=/; HttpOnly; SameSite=Lax"],
    [
      "a domain",
      { domain: "shop.example" },
      "production",
      "__Secure-",
      "Domain=shop.example; Path=/; HttpOnly; Secure; SameSite=Lax",
    ],
    ["a path", { path: "/admin" }, "production", "__Secure-", "Path=/admin; HttpOnly; Secure; SameSite=Lax"],
    ["a strict site", { sameSite: "strict" }, "production", "__Host-", "Path=/; HttpOnly; Secure; SameSite=Strict"],
    [
      "a site in frames of others",
      { sameSite: "none" },
      "production",
      "__Host-",
      "Path=/; HttpOnly; Secure; SameSite=None",
    ],
  ])("%s", async (...[, cookies, mode, prefix, attributes]) => {
    await using app = await start(cookies, mode);
    const line = await write(app, { value: "jo" });
    expect(line.replace(/\.[\w+/]{43};/, ".<signature>;")).toBe(`${prefix}who=jo.<signature>; ${attributes}`);
    expect(await read(app, pair(line))).toBe("jo");
  });

  test("an age is sent in seconds, rounded up; clearing ends it at once", async () => {
    await using app = await start();
    expect(await write(app, { value: "jo", maxAgeMs: 1500 })).toContain("; Max-Age=2;");
    const { headers } = await app.inject("/clear");
    expect(headers["set-cookie"]).toBe("__Host-who=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax");
  });

  test("one reply sets a cookie once: the last word holds", async () => {
    await using app = await start();
    const lines = (await app.inject("/rewrite")).headers["set-cookie"] as string[];
    expect(lines.map(pair).map((text) => text.split(".", 1)[0])).toEqual(["__Host-other=stays", "__Host-who=last"]);
  });
});

describe("what comes back is believed only as it was sent", () => {
  test("nothing else is read", async () => {
    await using app = await start();
    const good = pair(await write(app, { value: "jo" }));
    const value = good.slice("__Host-who=".length);
    const other = pair(await write(app, { name: "other", value: "jo" })).slice("__Host-other=".length);
    expect(await read(app, good)).toBe("jo");
    expect(await read(app, `a=1; ${good}; b=2`)).toBe("jo");
    expect(await read(app, `a=1;\t${good};b`)).toBe("jo");
    for (const cookie of [
      "__Host-who=jo",
      "__Host-who=",
      "__Host-who",
      "__Host-who=jo.",
      "__Host-who=%",
      "__Host-who=%E0%A4%A.x",
      "",
      ";;;",
      `__Host-who=j${value}`,
      `__Host-who=${value}x`,
      `__Host-who=${value.replace("jo", "al")}`,
      `__Host-who="${value}"`,
      `__Host-who=${other}`,
      `who=${value}`,
      `__Secure-who=${value}`,
      `__HOST-who=${value}`,
      `__host-who=${value}`,
      `__Host-WHO=${value}`,
      `\u00a0__Host-who=${value}`,
      `\u0085__Host-who=${value}`,
      `x=__Host-who=${value}`,
      `=__Host-who=${value}`,
    ]) {
      expect(await read(app, cookie), cookie).toBeNull();
    }
  });

  test("two that differ are none: a sibling host may have set one of them", async () => {
    await using app = await start();
    const mine = pair(await write(app, { value: "jo" }));
    const planted = pair(await write(app, { value: "al" }));
    expect(await read(app, `${mine}; ${planted}`)).toBeNull();
    expect(await read(app, `${planted}; ${mine}`)).toBeNull();
    expect(await read(app, `${mine}; ${mine}`)).toBe("jo");
    expect(await read(app, `${mine}; __Host-who=`)).toBeNull();
  });

  test("another secret signs other cookies, and what was signed by an older one is still read", () => {
    const jar = (secret: string | readonly string[]) => memoryJar({}, secret);
    const cookie = jar("old").write("jo");
    expect(jar("old").read(cookie)).toBe("jo");
    expect(jar("new").read(cookie)).toBeUndefined();
    expect(jar(["new", "old"]).read(cookie)).toBe("jo");
    expect(jar("old").read(jar(["new", "old"]).write("jo"))).toBeUndefined();
  });
});

describe("values", () => {
  test("any text comes back as it was", () => {
    const jar = memoryJar({}, "secret");
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (value) => {
        const cookie = jar.write(value);
        expect(cookie).toMatch(/^__Host-who=[!#-+\--:<-[\]-~]*$/);
        expect(jar.read(cookie)).toBe(value);
      }),
    );
    expect(jar.read(jar.write("a\ud800b"))).toBe("a\ufffdb");
  });

  test("no header breaks the reader", () => {
    const jar = memoryJar({}, "secret");
    fc.assert(
      fc.property(fc.array(fc.constantFrom("__Host-who", "=", ";", " ", ".", "%", "a", '"', ",")), (parts) => {
        expect(jar.read(parts.join(""))).toBeUndefined();
      }),
    );
  });

  test("one that browsers may drop is an error that says its size", async () => {
    await using app = await start();
    expect(await write(app, { value: "x".repeat(3950) })).toContain("xxx");
    const answer = await app.inject({ method: "POST", url: "/write", payload: { value: "x".repeat(4096) } });
    expect(answer.statusCode).toBe(500);
    expect(answer.headers["set-cookie"]).toBeUndefined();
    expect(() => memoryJar({}, "secret").write("é".repeat(700))).toThrow(
      /^The cookie who has \d{4} bytes; browsers need not keep more than 4096\.$/,
    );
  });
});

interface MemoryJar {
  readonly write: (value: string) => string;
  readonly read: (cookie: string) => string | undefined;
}

/** Writes and reads without a server. */
function memoryJar(settings: CookieSettings, secret: string | readonly string[]): MemoryJar {
  const cookies = makeCookies(settings, { secret, mode: "production" });
  return {
    write: (value) => {
      let line = "";
      const reply = { getHeader: () => undefined, header: (_name: string, text: string) => void (line = text) };
      cookies.write(reply as never, "who", value);
      return pair(line);
    },
    read: (cookie) => cookies.read({ headers: { cookie } } as never, "who"),
  };
}
