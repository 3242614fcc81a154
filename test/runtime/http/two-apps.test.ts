import { expect, test } from "vitest";

import { MegaService } from "../../../runtime/core/services/mega-service.ts";
import { defineRoutes } from "../../../runtime/http/routes/define-routes.ts";
import { collect, open, parse, type RawAnswer } from "./server/raw.ts";
import { serve, type AppParts } from "./serve.ts";

// Two apps as a careful team would run them: one process, one port, and nothing in common but the databases' config.

function orders(alias: "main" | "archive") {
  return class OrdersService extends MegaService {
    async add(name: string): Promise<number> {
      const db = this.ctx.db[alias] as never as typeof this.ctx.db.main;
      await db
        .insertInto("orders" as never)
        .values({ name })
        .execute();
      const rows = await db
        .selectFrom("orders" as never)
        .selectAll()
        .execute();
      return rows.length;
    }
  };
}

interface Parts {
  readonly alias: "main" | "archive";
  readonly app: NonNullable<AppParts["app"]>;
  readonly language: string;
  readonly text: string;
}

function app({ alias, app, language, text }: Parts): AppParts {
  const routes = defineRoutes("/", (route) => {
    route.get("/hello", (_req, _reply, ctx) => ({ text: ctx.t("hello"), locale: ctx.locale }));
    route.post("/orders", async (req, _reply, ctx) => {
      const { orders: service } = ctx.services as unknown as { orders: { add(name: string): Promise<number> } };
      return { count: await service.add((req.body as { name: string }).name) };
    });
    route.get("/boom", () => {
      throw new Error("the secret of the server");
    });
  });
  return {
    app,
    routes: { "r.ts": routes },
    services: { "orders.ts": orders(alias) },
    locales: { [language]: { hello: text } },
    views: { error: `<p>${text}: {{status}}</p>` },
  };
}

test("two apps on two hosts, with their own security, languages and databases", async () => {
  await using served = await serve({
    config: {
      name: "two",
      logger: { level: "silent" },
      databases: { main: { driver: "sqlite", file: "main.db" }, archive: { driver: "sqlite", file: "archive.db" } },
    },
    apps: {
      shop: app({
        alias: "main",
        app: { hosts: ["shop.example.com"], locales: { default: "en" }, bodyLimit: 200 },
        language: "en",
        text: "Hello",
      }),
      office: app({
        alias: "archive",
        app: { hosts: ["office.example.com"], locales: { default: "ko" }, csrf: false },
        language: "ko",
        text: "안녕하세요",
      }),
    },
  });
  for (const { kysely } of Object.values(served.runtime.databases)) {
    await kysely.schema.createTable("orders").addColumn("name", "text").execute();
  }
  const { port } = await served.runtime.listen({ kind: "tcp", port: 0 });

  const ask = async (host: string, line: string, more = ""): Promise<RawAnswer> => {
    const socket = open(Number(port));
    const text = collect(socket);
    socket.write(`${line} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${more === "" ? "\r\n" : more}`);
    const [answer] = parse(await text);
    if (answer === undefined) throw new Error(`${line} of ${host} was not answered`);
    return { ...answer, body: Buffer.from(answer.body, "latin1").toString("utf8") };
  };
  const order = (host: string, name: string, headers = ""): Promise<RawAnswer> => {
    const body = JSON.stringify({ name });
    const head = `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${headers}\r\n`;
    return ask(host, "POST /orders", head + body);
  };
  const shop = "shop.example.com";
  const office = `Office.example.com.:${port}`;

  // Languages.
  expect(JSON.parse((await ask(shop, "GET /hello")).body).data).toEqual({ text: "Hello", locale: "en" });
  expect(JSON.parse((await ask(office, "GET /hello")).body).data).toEqual({ text: "안녕하세요", locale: "ko" });
  expect((await ask(shop, "GET /none", "Accept: text/html\r\n\r\n")).body).toBe("<p>Hello: 404</p>");
  expect((await ask(office, "GET /none", "Accept: text/html\r\n\r\n")).body).toBe("<p>안녕하세요: 404</p>");

  // Databases: three orders in one, one in the other.
  for (let count = 1; count <= 3; count++) expect(JSON.parse((await order(shop, "x")).body).data).toEqual({ count });
  expect(JSON.parse((await order(office, "x")).body).data).toEqual({ count: 1 });

  // Security: forged requests, and the size of a body.
  const forged = "Sec-Fetch-Site: cross-site\r\n";
  expect([(await order(shop, "x", forged)).status, (await order(office, "x", forged)).status]).toEqual([403, 200]);
  const large = "y".repeat(500);
  expect([(await order(shop, large)).status, (await order(office, large)).status]).toEqual([413, 200]);

  // A failure of one is told by its own page, and the other goes on.
  const failed = await ask(shop, "GET /boom", "Accept: text/html\r\n\r\n");
  expect([failed.status, failed.body]).toEqual([500, "<p>Hello: 500</p>"]);
  expect((await ask(office, "GET /hello")).status).toBe(200);

  // Any other host.
  const other = await ask("example.com", "GET /hello");
  expect([other.status, JSON.parse(other.body).error.code]).toEqual([421, "misdirected_request"]);
  expect((await ask("10.0.0.7", "GET /health/ready")).status).toBe(200);
});
