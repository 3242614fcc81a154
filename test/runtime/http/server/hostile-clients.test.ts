import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { describe, expect, test } from "vitest";

import type { AppConfig } from "../../../../runtime/config/settings.ts";
import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import "../../session-types.ts";
import { listenOn } from "../connection.ts";
import { serve, type ProjectParts, type Served } from "../serve.ts";
import { parse, send, type RawAnswer } from "./raw.ts";

// What the tests of each part hold in the process, held once more over sockets, by a server with its defaults.

const routes = {
  "r.ts": defineRoutes("/", (route) => {
    route.get("/x", () => "x");
    route.post("/posts", () => 1);
    route.post("/enter", async (_req, _reply, { session }) => {
      await session.regenerate({ userId: 7 });
      return session.id;
    });
    route.get("/who", (_req, _reply, { session }) => session.userId);
  }),
};
const config: ProjectParts["config"] = { logger: { level: "silent" } };

async function start(app: AppConfig = {}, mode: "test" | "production" = "test"): Promise<Served & { port: number }> {
  const secret = "a secret that is long enough for anything";
  const served = await serve({ routes, app, config: { ...config, secret } }, { mode });
  return { ...served, port: await listenOn(served) };
}

interface Ask {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function ask(port: number, { method = "GET", path = "/x", headers = {}, body = "" }: Ask): Promise<RawAnswer> {
  const length = method === "POST" ? { "Content-Length": String(body.length) } : {};
  const all = Object.entries({ Host: "app", Connection: "close", ...length, ...headers });
  const lines = all.map(([name, value]) => `${name}: ${value}`);
  const [answer] = parse(await send(port, [`${method} ${path} HTTP/1.1`, ...lines, "", body].join("\r\n")));
  if (answer === undefined) throw new Error("no answer");
  return answer;
}

const codeOf = ({ body }: RawAnswer): unknown => (JSON.parse(body) as { error?: { code?: string } }).error?.code;

describe("a script of another origin", () => {
  const preflight = {
    method: "OPTIONS",
    path: "/posts",
    headers: { Origin: "https://evil.example", "Access-Control-Request-Method": "POST" },
  };

  test("is told by the preflight that it may not call", async () => {
    await using app = await start();
    const answer = await ask(app.port, preflight);
    expect([answer.status, codeOf(answer), answer.headers["access-control-allow-origin"]]).toEqual([
      403,
      "cors_refused",
      undefined,
    ]);
  });

  test("is told so beside an origin that may", async () => {
    await using app = await start({ cors: { origins: ["https://shop.example"] } });
    expect((await ask(app.port, preflight)).status).toBe(403);
    const own = await ask(app.port, {
      ...preflight,
      headers: { ...preflight.headers, Origin: "https://shop.example" },
    });
    expect([own.status, own.headers["access-control-allow-origin"]]).toEqual([204, "https://shop.example"]);
  });

  test("sends nothing by a form, with or without a word of where it comes from", async () => {
    await using app = await start();
    const form = { "Content-Type": "application/x-www-form-urlencoded" };
    const words: readonly Record<string, string>[] = [
      { Origin: "https://evil.example" },
      { "Sec-Fetch-Site": "cross-site" },
      {},
    ];
    for (const word of words) {
      const headers = { ...form, ...word };
      const answer = await ask(app.port, { method: "POST", path: "/posts", headers });
      expect([answer.status, codeOf(answer)]).toEqual([403, "csrf_rejected"]);
    }
  });
});

test("the 1001st request of a minute is refused, whatever address each says it was forwarded for", async () => {
  await using app = await start();
  const requests = Array.from({ length: 1001 }, (_, n) => {
    const end = n === 1000 ? "Connection: close\r\n" : "";
    return `GET /x HTTP/1.1\r\nHost: app\r\nX-Forwarded-For: 203.0.${n >> 8}.${n & 255}\r\nForwarded: for=198.51.100.${n & 255}\r\n${end}\r\n`;
  });
  const answers = parse(await send(app.port, requests.join("")));
  expect(answers.map(({ status }) => status)).toEqual([...Array.from({ length: 1000 }, () => 200), 429]);
  expect(answers.at(-1)?.headers).toMatchObject({
    "ratelimit-remaining": "0",
    "retry-after": expect.stringMatching(/^\d+$/),
  });
  // A new connection is the same client.
  expect((await ask(app.port, {})).status).toBe(429);
});

describe("the cookie of a session", () => {
  const session = { store: { driver: "memory" as const }, ttlMs: 3_600_000 };
  async function cookieOf({ port }: { readonly port: number }, headers: Record<string, string> = {}): Promise<string> {
    const json = { "Content-Type": "application/json", ...headers };
    return (await ask(port, { method: "POST", path: "/enter", headers: json, body: "{}" })).headers["set-cookie"] ?? "";
  }

  test.each<Record<string, string>>([{}, { "X-Forwarded-Proto": "http" }, { "X-Forwarded-Proto": "https" }])(
    "goes over TLS alone, to this host, out of the reach of scripts; what the client says of itself (%j) changes nothing",
    async (headers) => {
      await using app = await start({ session }, "production");
      expect(await cookieOf(app, headers)).toMatch(
        /^__Host-[^=]+=[^;]+; Max-Age=3600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      );
    },
  );

  test("of a site without TLS says so by its config alone", async () => {
    await using app = await start({ session, cookies: { secure: false } }, "production");
    expect(await cookieOf(app)).toMatch(/^(?!__)[^=]+=[^;]+; Max-Age=3600; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  test("an id that the client fixed is never accepted, and not the one signed in with", async () => {
    await using app = await start({ session });
    const given = (await cookieOf(app)).split(";", 1)[0] ?? "";
    const [name = ""] = given.split("=", 1);
    const who = async (cookie: string): Promise<unknown> => {
      const { body } = await ask(app.port, { path: "/who", headers: { Cookie: cookie } });
      return (JSON.parse(body) as { data?: unknown }).data;
    };
    expect(await who(given)).toBe(7);
    const fixed = `${name}=${"A".repeat(43)}`;
    for (const cookie of [fixed, `${given.slice(0, -1)}${given.endsWith("A") ? "B" : "A"}`, `${fixed}; ${given}`])
      expect(await who(cookie)).toBeNull();
    const again = (await cookieOf(app, { Cookie: given })).split(";", 1)[0] ?? "";
    expect([await who(given), await who(again)]).toEqual([null, 7]);
  });
});

// Each takes a descriptor in either process.
const isAllowed = Number(execFileSync("sh", ["-c", "ulimit -n"], { encoding: "utf8" })) > 12_000;

test.skipIf(!isAllowed)(
  "10,000 idle connections at once leave the server answering, and end with it",
  { timeout: 180_000 },
  async () => {
    const served = await serve({ routes, config: { ...config, server: { headersTimeoutMs: 170_000 } } });
    await using app = served;
    const port = await listenOn(app);
    const script = fileURLToPath(new URL("support/hold-connections.mjs", import.meta.url));
    const child = spawn(process.execPath, [script, String(port), "10000"], { stdio: ["ignore", "pipe", "inherit"] });
    try {
      const lines = createInterface(child.stdout);
      const told: string[] = [];
      lines.on("line", (line) => told.push(line));
      await once(lines, "line");
      for (let n = 0; n < 20; n++) expect((await ask(port, {})).status).toBe(200);
      expect(told).toEqual(["open"]);
      await app.runtime.close(0);
      await once(child, "close");
      expect(told).toEqual(["open", "closed"]);
    } finally {
      child.kill("SIGKILL");
    }
  },
);
