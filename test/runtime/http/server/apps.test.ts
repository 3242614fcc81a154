import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { connect, type AddressInfo } from "node:net";
import { join } from "node:path";

import type { FastifyInstance } from "fastify";
import { describe, expect, test } from "vitest";

import { definePlugin } from "../../../../runtime/http/server/define-plugin.ts";
import { defineMiddleware, defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { MegaService } from "../../../../runtime/core/services/mega-service.ts";
import { makeRoot, serve, type AppParts, type ProjectParts } from "../serve.ts";

/** An app that says who it is. */
function named(name: string, app: AppParts["app"] = {}, more: Partial<AppParts> = {}): AppParts {
  const routes = defineRoutes("/", (route) => route.get("/who", (req) => ({ app: name, host: req.host })));
  return { app, routes: { "who.ts": routes }, ...more };
}

const threeApps: ProjectParts = {
  apps: {
    admin: named("admin", { hosts: ["admin.example.com"] }),
    main: named("main"),
    tenants: named("tenants", { hosts: ["*.tenants.example", "[::1]"] }),
  },
};

const twoApps: ProjectParts = {
  apps: {
    admin: named("admin", { hosts: ["admin.example.com"] }),
    shop: named("shop", { hosts: ["shop.example.com"] }),
  },
};

describe("several apps behind one port", () => {
  test.each([
    ["admin.example.com", "admin"],
    ["Admin.Example.com:3000", "admin"],
    ["admin.example.com.", "admin"],
    ["acme.tenants.example", "tenants"],
    ["tenants.example", "main"],
    ["[0::1]:3000", "tenants"],
    ["localhost:3000", "main"],
    ["203.0.113.7", "main"],
  ])("%s is answered by %s", async (host, app) => {
    await using served = await serve(threeApps);
    for (let i = 0; i < 2; i++) {
      const answer = await served.inject({ url: "/who", headers: { host } });
      expect(answer.json()).toEqual({ ok: true, data: { app, host } });
    }
  });

  test("without one that takes the rest, other hosts are misdirected", async () => {
    await using served = await serve(twoApps);
    const answer = await served.inject({ url: "/who", headers: { host: "other.example.com" } });
    expect([answer.statusCode, answer.json()]).toEqual([
      421,
      {
        ok: false,
        error: { code: "misdirected_request", message: 'No app answers for the host "other.example.com".' },
        meta: { requestId: expect.any(String) },
      },
    ]);
  });

  test("421 comes in the format that was asked for", async () => {
    await using served = await serve(twoApps, { mode: "development" });
    const ask = (accept: string) => served.inject({ url: "/", headers: { host: "other.example.com", accept } });
    const problem = await ask("application/problem+json");
    expect(problem.headers["content-type"]).toContain("application/problem+json");
    expect(problem.json()).toMatchObject({ status: 421, title: "Misdirected Request", code: "misdirected_request" });
    const page = await ask("text/html");
    expect(page.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(page.payload).toContain("<h1>421 Misdirected Request</h1>");
    expect(page.payload).toContain("<code>hosts</code>");
  });

  test("421 comes before anything of the body is read", async () => {
    await using served = await serve(twoApps);
    const answer = await served.inject({
      method: "POST",
      url: "/who",
      headers: { host: "other.example.com", "content-type": "text/unknown" },
      payload: "x".repeat(2_000_000),
    });
    expect(answer.statusCode).toBe(421);
  });

  test("health is told on every host, known or not", async () => {
    await using served = await serve(twoApps);
    for (const host of ["admin.example.com", "10.0.0.7:3000", "other.example.com"]) {
      const answer = await served.inject({ url: "/health/ready", headers: { host } });
      expect([answer.statusCode, answer.json()]).toEqual([200, { ok: true }]);
    }
  });

  test("one app with hosts refuses the others", async () => {
    await using served = await serve({ apps: { shop: named("shop", { hosts: ["shop.example.com"] }) } });
    const ask = async (host: string) => (await served.inject({ url: "/who", headers: { host } })).statusCode;
    expect([await ask("shop.example.com"), await ask("localhost"), await ask("shop.example.com")]).toEqual([
      200, 421, 200,
    ]);
  });

  test("an app that is served alone takes every host", async () => {
    await using served = await serve(twoApps, { app: "shop" });
    expect(served.runtime.apps.map(({ name }) => name)).toEqual(["shop"]);
    expect(served.runtime.apps[0]?.config.hosts).toEqual([]);
    const answer = await served.inject({ url: "/who", headers: { host: "admin.example.com" } });
    expect(answer.json().data.app).toBe("shop");
  });

  test("listens, answers each host, and closes for all of them", async () => {
    await using served = await serve(threeApps);
    const { url, port } = await served.runtime.listen({ kind: "tcp", port: 0 });
    expect(url).toBe(`http://localhost:${port}`);
    expect(
      await raw(Number(port), "GET /who HTTP/1.1\r\nHost: admin.example.com\r\nConnection: close\r\n\r\n"),
    ).toContain('"app":"admin"');
    expect(await (await fetch(`${url}/who`)).json()).toMatchObject({ data: { app: "main" } });
    await Promise.all([served.runtime.close(0), served.runtime.close(0)]);
    await expect(fetch(`${url}/who`)).rejects.toThrow();
  });

  test("a request under way is answered before any app closes", async () => {
    const order: string[] = [];
    let release = (): void => {};
    let arrive = (): void => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    const slow = defineRoutes("/", (route) => {
      route.get("/slow", async () => {
        arrive();
        await gate;
        order.push("answered");
        return "done";
      });
    });
    const closing = async (fastify: FastifyInstance): Promise<void> => {
      fastify.addHook("onClose", async () => void order.push("closed"));
    };
    await using served = await serve({
      apps: {
        main: { routes: { "slow.ts": slow }, app: { plugins: [closing] } },
        admin: named("admin", { hosts: ["admin.example.com"], plugins: [closing] }),
      },
    });
    const { url } = await served.runtime.listen({ kind: "tcp", port: 0 });
    const answer = fetch(`${url}/slow`);
    await arrived;
    const closed = served.runtime.close(30_000);
    await new Promise((resolve) => setImmediate(resolve));
    release();
    expect(await (await answer).text()).toBe("done");
    await closed;
    expect(order).toEqual(["answered", "closed", "closed"]);
  });
});

describe("apps are isolated", () => {
  test("each has its own plugins, hooks, services, texts, error pages and body limit", async () => {
    const stamp = (name: string) =>
      Object.assign(
        async (fastify: FastifyInstance) => {
          fastify.addHook("onRequest", async (_req, reply) => void reply.header("x-app", name));
        },
        { [Symbol.for("skip-override")]: true },
      );
    const service = (name: string) =>
      class NameService extends MegaService {
        name(): string {
          return name;
        }
      };
    const routes = () =>
      defineRoutes("/", (route) => {
        route.get("/hello", (_req, _reply, ctx) => {
          const { names } = ctx.services as unknown as { names: { name(): string } };
          return { text: ctx.t("hello"), name: names.name(), locale: ctx.locale };
        });
        route.post("/echo", (req) => req.body);
      });
    const make = (
      name: string,
      { hosts, text, limit }: { hosts: string[]; text: string; limit: number },
    ): AppParts => ({
      app: { hosts, plugins: [stamp(name)], bodyLimit: limit, locales: { default: name === "a" ? "en" : "ko" } },
      services: { "names.ts": service(name) },
      routes: { "r.ts": routes() },
      locales: { [name === "a" ? "en" : "ko"]: { hello: text } },
      views: { error: `${name} has no such page` },
    });
    await using served = await serve({
      apps: {
        a: make("a", { hosts: [], text: "Hello", limit: 100 }),
        b: make("b", { hosts: ["b.example.com"], text: "안녕", limit: 10_000 }),
      },
    });
    const ask = async (host: string) => {
      const headers = { host };
      const hello = await served.inject({ url: "/hello", headers });
      const page = await served.inject({ url: "/none", headers: { ...headers, accept: "text/html" } });
      const large = await served.inject({ method: "POST", url: "/echo", headers, payload: { x: "y".repeat(500) } });
      return [hello.headers["x-app"], hello.json().data, page.payload.trim(), large.statusCode];
    };
    expect(await ask("localhost")).toEqual([
      "a",
      { text: "Hello", name: "a", locale: "en" },
      "a has no such page",
      413,
    ]);
    expect(await ask("b.example.com")).toEqual([
      "b",
      { text: "안녕", name: "b", locale: "ko" },
      "b has no such page",
      200,
    ]);
  });

  test("protection against forged requests is each app's own", async () => {
    const routes = { "r.ts": defineRoutes("/", (route) => route.post("/save", () => "saved")) };
    await using served = await serve({
      apps: { safe: { routes }, open: { routes, app: { hosts: ["open.example.com"], csrf: false } } },
    });
    const post = async (host: string) =>
      (await served.inject({ method: "POST", url: "/save", headers: { host, "sec-fetch-site": "cross-site" } }))
        .statusCode;
    expect([await post("localhost"), await post("open.example.com")]).toEqual([403, 200]);
  });

  test("middleware of one app does not run for the other", async () => {
    const seen: string[] = [];
    const note = defineMiddleware((req) => void seen.push(req.host));
    await using served = await serve({
      apps: { main: named("main", { before: [note] }), other: named("other", { hosts: ["other.example.com"] }) },
    });
    await served.inject({ url: "/who", headers: { host: "other.example.com" } });
    await served.inject({ url: "/who", headers: { host: "main.example.com" } });
    expect(seen).toEqual(["main.example.com"]);
  });

  test("static files are each app's own", async () => {
    const root = await makeRoot();
    await writeFile(join(root, "only-main.txt"), "main's");
    await using served = await serve(
      { apps: { main: { publicDir: "." }, other: named("other", { hosts: ["other.example.com"] }) } },
      { root },
    );
    const ask = async (host: string) => (await served.inject({ url: "/only-main.txt", headers: { host } })).statusCode;
    expect([await ask("localhost"), await ask("other.example.com")]).toEqual([200, 404]);
  });
});

describe("plugins", () => {
  test("get their options, and run in order", async () => {
    const seen: string[] = [];
    const plugin = async (_fastify: FastifyInstance, { name }: { name: string }): Promise<void> => void seen.push(name);
    await using _served = await serve({
      app: {
        plugins: [
          [plugin, { name: "first" }],
          [plugin, { name: "second" }],
        ],
      },
    });
    expect(seen).toEqual(["first", "second"]);
  });

  test("made by definePlugin are those of the whole app", async () => {
    const marked = definePlugin<{ readonly by: string }>(async (fastify, { by }) => {
      fastify.addHook("onRequest", async (_req, reply) => void reply.header("x-marked", by));
    });
    const own = async (fastify: FastifyInstance): Promise<void> => {
      fastify.addHook("onRequest", async (_req, reply) => void reply.header("x-own", "yes"));
    };
    const routes = defineRoutes("/", (route) => route.get("/", () => null));
    await using served = await serve({ app: { plugins: [[marked, { by: "me" }], own] }, routes: { "r.ts": routes } });
    const { headers } = await served.inject("/");
    expect(headers).toMatchObject({ "x-marked": "me" });
    expect(headers).not.toHaveProperty("x-own");
  });

  test("that listen to the server hear of their own app alone, and of the port", async () => {
    const seen: string[] = [];
    const listener = (name: string) => async (fastify: FastifyInstance) => {
      fastify.server.on("request", ({ url }) => void seen.push(`${name} ${url}`));
      fastify.server.on("upgrade", (_req, socket) => void socket.end(`HTTP/1.1 101 ${name}\r\n\r\n`));
      fastify.addHook(
        "onListen",
        async () => void seen.push(`${name} listens on ${(fastify.addresses()[0] as AddressInfo).port}`),
      );
    };
    await using served = await serve({
      apps: {
        main: named("main", { plugins: [listener("main")] }),
        admin: named("admin", { hosts: ["admin.example.com"], plugins: [listener("admin")] }),
        plain: named("plain", { hosts: ["plain.example.com"] }),
      },
    });
    const port = Number((await served.runtime.listen({ kind: "tcp", port: 0 })).port);
    expect(seen.splice(0).sort()).toEqual([`admin listens on ${port}`, `main listens on ${port}`]);
    const upgrade = (host: string) =>
      raw(port, `GET /socket HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
    expect(await upgrade("admin.example.com")).toMatch(/^HTTP\/1\.1 101 admin/);
    expect(await upgrade("localhost")).toMatch(/^HTTP\/1\.1 101 main/);
    expect(await upgrade("plain.example.com")).toMatch(/^HTTP\/1\.1 501 [^]+"This app takes no upgrades\."/);
    expect(await upgrade("a@b")).toMatch(/^HTTP\/1\.1 501/);
    await raw(port, "GET /who HTTP/1.1\r\nHost: admin.example.com\r\nConnection: close\r\n\r\n");
    expect(seen).toEqual(["admin /who"]);
  });
});

test.each([
  ["one app", ["main"]],
  ["two", ["main", "admin"]],
])("an upgraded connection is cut when the grace of a stop is over: %s", async (_name, apps) => {
  const taking = async (fastify: FastifyInstance): Promise<void> => {
    fastify.server.on("upgrade", (_req, socket) => {
      socket.on("error", () => {}).write("HTTP/1.1 101 Switching Protocols\r\n\r\n");
    });
  };
  const parts = { main: named("main", { plugins: [taking] }), admin: named("admin", { hosts: ["admin.example.com"] }) };
  await using served = await serve({
    apps: Object.fromEntries(Object.entries(parts).filter(([app]) => apps.includes(app))),
  });
  const port = Number((await served.runtime.listen({ kind: "tcp", port: 0 })).port);
  const socket = connect(port, "127.0.0.1");
  socket.write("GET /socket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  await once(socket, "data");
  const closed = once(socket, "close");
  await served.runtime.close(10);
  await closed;
});

describe("mistakes", () => {
  test("two apps with one host, or both without, are named with their files", async () => {
    const clash = serve({
      apps: {
        a: { app: { hosts: ["x.example.com", "*.example.com"] } },
        b: { app: { hosts: ["X.example.com."] } },
        c: {},
        d: {},
      },
    });
    await expect(clash).rejects.toMatchObject({
      code: "config_invalid",
      details: [
        {
          file: "apps/b/app.config.ts",
          path: "hosts",
          message: '`hosts` has "X.example.com.", which is in apps/a/app.config.ts already',
        },
        {
          file: "apps/d/app.config.ts",
          path: "hosts",
          message: "`hosts` is empty, and so it is in apps/c/app.config.ts: one app alone takes what no other app does",
        },
      ],
    });
  });

  test("what is no host and what is no plugin", async () => {
    const broken = serve({ app: { hosts: ["example.com:80", 7], plugins: ["cors", [() => {}]] } as never });
    await expect(broken).rejects.toMatchObject({
      details: [
        {
          path: "hosts.0",
          message:
            '`hosts.0` must be a host without a port, such as example.com, *.example.com or [::1], not "example.com:80"',
        },
        { path: "hosts.1", message: "`hosts.1` must be a string, not 7" },
        { path: "plugins.0", message: '`plugins.0` must be a plugin of Fastify, or [plugin, options], not "cors"' },
        { path: "plugins.1", message: expect.stringContaining("must be a plugin of Fastify, or [plugin, options]") },
      ],
    });
  });

  test("of several apps are reported together, and what was opened is closed", async () => {
    let closed = 0;
    const closing = async (fastify: FastifyInstance): Promise<void> => {
      fastify.addHook("onClose", async () => void closed++);
    };
    const broken = serve({
      apps: {
        a: { routes: { "r.ts": new Error("boom") } },
        b: { app: { hosts: ["b.example.com"], plugins: [closing] } },
        c: { app: { hosts: ["c.example.com"] }, services: { "posts.ts": 7 } },
      },
    });
    await expect(broken).rejects.toMatchObject({
      code: "apps_invalid",
      message: expect.stringMatching(
        /^2 apps cannot start:\n[^]*apps\/a\/routes\/r\.ts: boom\n[^]*apps\/c\/services\/posts\.ts/,
      ),
    });
    expect(closed).toBe(1);
  });
});

/** Sends text over a socket and gives everything that comes back. */
async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, "127.0.0.1").setEncoding("utf8");
  let answer = "";
  socket.on("data", (chunk: string) => (answer += chunk));
  socket.write(text);
  await once(socket, "close");
  return answer;
}
