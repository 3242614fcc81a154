import { Agent, request } from "node:http";

import { describe, expect, test } from "vitest";

import type { SessionStoreConfig } from "../../../../runtime/config/parts/session.ts";
import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import "../../session-types.ts";
import { serve } from "../serve.ts";

const TIMES = 1000;

const routes = {
  "index.ts": defineRoutes("/", (r) => {
    r.get("/state", (_req, _reply, { session }) => ({ count: session.get("count"), cart: session.get("cart") }));
    r.post("/add", async (_req, _reply, { session }) => ({ count: await session.update("count", (n = 0) => n + 1) }));
    r.post("/read-and-set", (_req, _reply, { session }) => {
      session.set("count", (session.get("count") ?? 0) + 1);
      return {};
    });
    // Each request has a key of its own.
    r.post("/own/:n", (req, _reply, { session }) => {
      session.set(`own${(req.params as { n: string }).n}` as "theme", "kept");
      return {};
    });
    r.get("/own", (_req, _reply, { session }) =>
      Array.from({ length: TIMES }, (_, n) => session.get(`own${n}` as "theme")),
    );
  }),
};

const stores: readonly SessionStoreConfig[] = [{ driver: "memory" }, { driver: "file" }, { driver: "sqlite" }];

describe.each(stores)("$driver: 1,000 requests of one session at once, over real connections", (store) => {
  async function open() {
    const config = { name: "test", logger: { level: "silent" } } as const;
    const served = await serve({
      app: { csrf: false, rateLimit: false, session: { store, rolling: true } },
      routes,
      config,
    });
    const address = await served.runtime.listen({ kind: "tcp", port: 0 });
    const agent = new Agent({ keepAlive: true, maxSockets: 100 });
    const { port } = new URL((address as { url: string }).url);
    const send = (method: string, path: string, cookie?: string) => ask({ agent, port, method, path, cookie });
    const first = await send("POST", "/add");
    const [line = ""] = first.headers["set-cookie"] ?? [];
    const cookie = line.split(";", 1)[0] ?? "";
    const all = (path: (n: number) => string) =>
      Promise.all(Array.from({ length: TIMES }, (_, n) => send("POST", path(n), cookie)));
    const close = async (): Promise<void> => {
      agent.destroy();
      await served[Symbol.asyncDispose]();
    };
    return {
      all,
      get: async (path: string) => JSON.parse((await send("GET", path, cookie)).text).data,
      [Symbol.asyncDispose]: close,
    };
  }

  test("update() counts each of them", async () => {
    await using app = await open();
    const answers = await app.all(() => "/add");
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(TIMES);
    const counts = answers.map(({ text }) => JSON.parse(text).data.count as number);
    expect(counts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: TIMES }, (_, n) => n + 2));
    expect(await app.get("/state")).toEqual({ count: TIMES + 1 });
  });

  test("what was read and set is counted as often as it was answered with 200", async () => {
    await using app = await open();
    const answers = await app.all(() => "/read-and-set");
    const saved = answers.filter(({ status }) => status === 200).length;
    expect(saved).toBeGreaterThan(0);
    expect(answers.filter(({ status }) => status !== 200 && status !== 409)).toEqual([]);
    expect(await app.get("/state")).toEqual({ count: saved + 1 });
  });

  test("each has kept the key of its own", async () => {
    await using app = await open();
    const answers = await app.all((n) => `/own/${n}`);
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(await app.get("/own")).toEqual(Array.from({ length: TIMES }, () => "kept"));
  });
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>> & { "set-cookie"?: string[] };
  readonly text: string;
}

interface Ask {
  readonly agent: Agent;
  readonly port: string;
  readonly method: string;
  readonly path: string;
  readonly cookie: string | undefined;
}

function ask({ agent, port, method, path, cookie }: Ask): Promise<Answer> {
  const headers = cookie === undefined ? {} : { cookie };
  return new Promise((resolve, reject) => {
    const req = request({ agent, host: "127.0.0.1", port, method, path, headers }, (res) => {
      let text = "";
      res.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      res.on("end", () => resolve({ status: res.statusCode, headers: res.headers as Answer["headers"], text }));
    });
    req.on("error", reject).end();
  });
}
