import { mkdir, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";

import helmet from "helmet";
import { describe, expect, test } from "vitest";

import type { Mode } from "../../../../runtime/config/key.ts";
import type { HelmetSettings } from "../../../../runtime/config/parts/helmet.ts";
import { Type } from "../../../../runtime/index.ts";
import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { serve, type Served } from "../serve.ts";

const CONFIG = { name: "test", secret: "s".repeat(32), logger: { level: "silent" } } as const;

const DATA = {
  "cross-origin-resource-policy": "same-origin",
  "strict-transport-security": "max-age=31536000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "x-frame-options": "SAMEORIGIN",
};

const PAGE = {
  ...DATA,
  "content-security-policy":
    "default-src 'self';base-uri 'self';font-src 'self' https: data:;form-action 'self';frame-ancestors 'self';img-src 'self' data:;object-src 'none';script-src 'self';script-src-attr 'none';style-src 'self' https: 'unsafe-inline';upgrade-insecure-requests",
  "cross-origin-opener-policy": "same-origin",
  "origin-agent-cluster": "?1",
  "referrer-policy": "no-referrer",
  "x-dns-prefetch-control": "off",
  "x-download-options": "noopen",
  "x-permitted-cross-domain-policies": "none",
  "x-xss-protection": "0",
};

const routes = defineRoutes("/", (route) => {
  route.get("/data", { response: Type.Object({ a: Type.Integer() }) }, () => ({ a: 1 }));
  route.get("/untyped", () => ({ a: 1 }));
  route.get("/hal", { envelope: false }, (_req, reply) => {
    reply.type("application/hal+json");
    return { a: 1 };
  });
  route.get("/page", (_req, reply) => reply.view("home"));
  route.get("/html", { response: Type.Object({}) }, (_req, reply) => reply.type("text/html").send("<p>Hi</p>"));
  route.get("/text", () => "text");
  route.get("/svg", (_req, reply) => reply.type("image/svg+xml").send("<svg/>"));
  route.get("/nothing", (_req, reply) => void reply.code(204));
  route.get("/move", (_req, reply) => reply.redirect("/data"));
  route.get("/broken", () => {
    throw new Error("broken");
  });
  route.post("/data", { body: Type.Object({ a: Type.Integer() }) }, () => ({ a: 1 }));
  route.get("/own", { helmet: { xFrameOptions: { action: "deny" }, contentSecurityPolicy: false } }, (_req, reply) =>
    reply.view("home"),
  );
  route.get("/none", { helmet: false }, (_req, reply) => reply.view("home"));
  route.get("/said", (_req, reply) => {
    reply.header("content-security-policy", "default-src 'none'").removeHeader("x-frame-options");
    return reply.view("home");
  });
});

const parts = { config: CONFIG, routes: { "all.ts": routes }, views: { home: "<p>Hi</p>" } };

/** The security headers of an answer. */
function securityOf(headers: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const known = new Set([...Object.keys(PAGE), "cross-origin-embedder-policy", "content-security-policy-report-only"]);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => known.has(name)));
}

async function get(app: Served, url: string, headers: Record<string, string> = {}): Promise<unknown> {
  return securityOf((await app.inject({ url, headers })).headers);
}

async function start(helmetOf?: false | HelmetSettings, mode: Mode = "production"): Promise<Served> {
  return serve({ ...parts, app: helmetOf === undefined ? {} : { helmet: helmetOf } }, { mode });
}

test("pages have helmet's set, all of it and nothing else", async () => {
  const seen: Record<string, string> = {};
  const answer = {
    setHeader: (name: string, value: string) => void (seen[name.toLowerCase()] = value),
    removeHeader() {},
  };
  helmet()({} as never, answer as never, () => {});
  expect(seen).toEqual(PAGE);
  await using app = await start();
  expect(await get(app, "/page")).toEqual(PAGE);
});

test("data has what data needs", async () => {
  await using app = await start();
  for (const url of ["/data", "/untyped", "/hal", "/health/live", "/health/ready"]) {
    expect(await get(app, url), url).toEqual(DATA);
  }
});

test.each(["/html", "/text", "/svg", "/nothing", "/move"])(
  "whatever a browser may render is a page: %s",
  async (url) => {
    await using app = await start();
    expect(await get(app, url)).toEqual(PAGE);
  },
);

test("failures have them too, by their format", async () => {
  await using app = await start();
  const html = { accept: "text/html" };
  for (const url of ["/broken", "/missing"]) {
    expect(await get(app, url, { accept: "application/json" }), url).toEqual(DATA);
  }
  for (const url of ["/broken", "/missing"]) {
    const expected = { ...PAGE, "content-security-policy": expect.stringContaining("default-src 'none'") };
    expect(await get(app, url, html), url).toEqual(expected);
  }
  expect(await get(app, "/%")).toEqual(PAGE);
  const post = await app.inject({
    method: "POST",
    url: "/data",
    headers: { "content-type": "application/json" },
    payload: "{",
  });
  expect(post.statusCode).toBe(400);
  expect(securityOf(post.headers)).toEqual(DATA);
  const large = await app.inject({ method: "POST", url: "/data", payload: { a: "x".repeat(2_000_000) } });
  expect(large.statusCode).toBe(413);
  expect(securityOf(large.headers)).toEqual(DATA);
  const problem = await app.inject({ url: "/broken", headers: { accept: "application/problem+json" } });
  expect(securityOf(problem.headers)).toEqual(DATA);
  const wrong = await app.inject({ method: "PUT", url: "/data" });
  expect(securityOf(wrong.headers)).toEqual(DATA);
});

test("the page of an error brings a policy of its own, which lets its style in and nothing else", async () => {
  await using app = await start({ contentSecurityPolicy: { directives: { styleSrc: ["'self'"] } } });
  const page = await app.inject({ url: "/missing", headers: { accept: "text/html" } });
  const policy = String(page.headers["content-security-policy"]);
  expect(policy).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; base-uri 'none'; form-action 'none'; frame-ancestors 'self'$/,
  );
  const style = /<style>([\s\S]*?)<\/style>/.exec(page.body)?.[1] ?? "";
  const hash = Buffer.from(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style))).toString("base64");
  expect(policy).toContain(`'sha256-${hash}'`);
});

test("files, HEAD and answers of plugins have them", async () => {
  await using app = await serve({ ...parts, publicDir: "public" }, { mode: "production" });
  await mkdir(join(app.root, "public"));
  await writeFile(join(app.root, "public/index.html"), "<p>Hi</p>");
  expect(await get(app, "/index.html")).toEqual(PAGE);
  expect(await get(app, "/missing.html", { accept: "application/json" })).toEqual(DATA);
  const head = await app.inject({ method: "HEAD", url: "/page" });
  expect(securityOf(head.headers)).toEqual(PAGE);
});

describe("config", () => {
  test("false turns all of them off, for an app or a route", async () => {
    await using app = await start(false);
    expect(await get(app, "/page")).toEqual({});
    expect(await get(app, "/data")).toEqual({});
    await using other = await start();
    expect(await get(other, "/none")).toEqual({});
    expect(await get(other, "/page")).toEqual(PAGE);
  });

  test("a route's options replace the app's as a whole", async () => {
    await using app = await start({ referrerPolicy: { policy: "same-origin" } });
    expect(await get(app, "/page")).toEqual({ ...PAGE, "referrer-policy": "same-origin" });
    const { "content-security-policy": _, ...rest } = PAGE;
    expect(await get(app, "/own")).toEqual({ ...rest, "x-frame-options": "DENY" });
  });

  test("a handler has the last word", async () => {
    await using app = await start();
    const { "x-frame-options": _, ...rest } = PAGE;
    expect(await get(app, "/said")).toEqual({ ...rest, "content-security-policy": "default-src 'none'" });
  });

  test.each<[string, HelmetSettings, Record<string, string | undefined>]>([
    [
      "directives over helmet's",
      {
        contentSecurityPolicy: {
          directives: { scriptSrc: ["'self'", "https://cdn.example"], upgradeInsecureRequests: null },
        },
      },
      {
        "content-security-policy": PAGE["content-security-policy"]
          .replace("script-src 'self'", "script-src 'self' https://cdn.example")
          .replace(";upgrade-insecure-requests", ""),
      },
    ],
    [
      "directives alone",
      { contentSecurityPolicy: { useDefaults: false, directives: { "default-src": "'none'" } } },
      { "content-security-policy": "default-src 'none'" },
    ],
    [
      "a policy that only reports",
      { contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: "'self'" }, reportOnly: true } },
      { "content-security-policy": undefined, "content-security-policy-report-only": "default-src 'self'" },
    ],
    ["isolation", { crossOriginEmbedderPolicy: true }, { "cross-origin-embedder-policy": "require-corp" }],
    [
      "resources for others",
      { crossOriginResourcePolicy: { policy: "cross-origin" } },
      { "cross-origin-resource-policy": "cross-origin" },
    ],
    ["windows", { crossOriginOpenerPolicy: false }, { "cross-origin-opener-policy": undefined }],
    [
      "TLS",
      { strictTransportSecurity: { maxAge: 60, includeSubDomains: false } },
      { "strict-transport-security": "max-age=60" },
    ],
    [
      "referrers",
      { referrerPolicy: { policy: ["no-referrer", "origin"] } },
      { "referrer-policy": "no-referrer,origin" },
    ],
    [
      "the rest",
      {
        originAgentCluster: false,
        xDownloadOptions: false,
        xXssProtection: false,
        xDnsPrefetchControl: { allow: true },
      },
      {
        "origin-agent-cluster": undefined,
        "x-download-options": undefined,
        "x-xss-protection": undefined,
        "x-dns-prefetch-control": "on",
      },
    ],
  ])("%s", async (_what, settings, changed) => {
    await using app = await start(settings);
    const expected = Object.entries({ ...PAGE, ...changed }).filter(([, value]) => value !== undefined);
    expect(await get(app, "/page")).toEqual(Object.fromEntries(expected));
  });

  test.each<[HelmetSettings, string]>([
    [{ hsts: false } as never, "helmet.hsts"],
    [{ referrerPolicy: { policy: "never" } } as never, "helmet.referrerPolicy"],
    [{ contentSecurityPolicy: { directives: { scriptSrc: ["self"] } } }, "helmet.contentSecurityPolicy"],
    [{ contentSecurityPolicy: { directives: { scriptSrc: ["'self'; img-src *"] } } }, "helmet.contentSecurityPolicy"],
    [{ xFrameOptions: { action: "allow-from" } } as never, "helmet.xFrameOptions"],
    [{ strictTransportSecurity: { maxAge: -1 } }, "helmet.strictTransportSecurity"],
  ])("%j is refused when the app starts", async (settings) => {
    await expect(start(settings)).rejects.toMatchObject({
      code: "config_invalid",
      message: expect.stringContaining("helmet"),
    });
  });

  test("a mistake of a route is told with its file", async () => {
    const broken = defineRoutes("/x", (route) => route.get("/", { helmet: { frame: false } as never }, () => 1));
    await expect(serve({ routes: { "x.ts": broken } })).rejects.toThrow(/apps\/main\/routes\/x\.ts: GET \/x: .*helmet/);
  });
});

describe("development", () => {
  const { "strict-transport-security": _, ...plain } = PAGE;
  const policy = PAGE["content-security-policy"].replace(";upgrade-insecure-requests", "");

  test("browsers are not sent to TLS, which is not there", async () => {
    await using app = await start(undefined, "development");
    expect(await get(app, "/page")).toEqual({ ...plain, "content-security-policy": policy });
  });

  test("unless the config says so", async () => {
    await using app = await start(
      { strictTransportSecurity: true, contentSecurityPolicy: { directives: { upgradeInsecureRequests: [] } } },
      "development",
    );
    expect(await get(app, "/page")).toEqual(PAGE);
    await using off = await start({ contentSecurityPolicy: false }, "development");
    expect(await get(off, "/page")).not.toHaveProperty("content-security-policy");
  });
});

test("what Node itself refuses says nothing of the app", async () => {
  await using app = await start();
  const { port } = await app.runtime.listen({ kind: "tcp", host: "127.0.0.1", port: 0 });
  const text = await talk(port ?? 0, "GET / HTTP/1.1\r\nHost: a\r\nHost : b\r\n\r\n");
  expect(text).toMatch(/^HTTP\/1\.1 400 /);
  expect(text).not.toMatch(/x-powered-by|^server:/im);
});

async function talk(port: number, bytes: string): Promise<string> {
  const socket = connect(port, "127.0.0.1").end(bytes).setEncoding("utf8");
  let text = "";
  for await (const chunk of socket) text += chunk as string;
  return text;
}
