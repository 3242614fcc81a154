import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { buildSync } from "esbuild";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { defineRoutes } from "../../runtime/http/routes/define-routes.ts";
import { aspVectors } from "../runtime/client/asp-vectors.ts";
import { SECRET, serveAsp, type AspServed } from "../runtime/http/asp/support.ts";

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) =>
  existsSync(path),
);

/** What the page's own script offers to the tests. */
interface InPage {
  readonly call: (path: string, init?: Init, options?: object) => Promise<Seen>;
  readonly replay: (path: string) => Promise<readonly Seen[]>;
  readonly checkVectors: (vectors: unknown) => Promise<readonly string[]>;
}

/** What of fetch's options can be handed to a page. */
interface Init {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Seen {
  readonly status?: number;
  readonly type?: string | null;
  readonly text?: string;
  readonly reason?: string;
}

const SCRIPT = `
import { AspAnswerError, makeAspClient } from "/client/index.js";
import { deriveKeys, open, seal, formatSignal, lengthPrefixed, parseSignal } from "/parts.js";

const settings = { baseUrl: location.origin, secret: ${JSON.stringify(SECRET)} };
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const bytes = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const seen = async (answer) => ({ status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() });
const call = (path, init, options) => makeAspClient({ ...settings, ...options }).fetch(path, init)
  .then(seen, (error) => ({ reason: error instanceof AspAnswerError ? error.reason : String(error), status: error.response?.status }));

const checkVectors = async ({ keyId, secret, vectors }) => {
  const wrong = [];
  // The client's keys go one way each; the tests look at both directions.
  const keys = await deriveKeys(keyId, secret);
  for (const { name, direction, fields, body, signal, ciphertext } of vectors) {
    const { nonce, tag } = parseSignal(signal);
    const binding = { nonce, data: lengthPrefixed(fields) };
    if (direction === "request") {
      const sealed = await seal(keys.request, binding, new TextEncoder().encode(body));
      if (hex(sealed.ciphertext) !== ciphertext) wrong.push(name + ": ciphertext");
      if (formatSignal({ keyId, nonce, tag: sealed.tag }) !== signal) wrong.push(name + ": signal");
    } else {
      const opened = await open(keys.answer, binding, { ciphertext: bytes(ciphertext), tag });
      if (opened === undefined || new TextDecoder().decode(opened) !== body) wrong.push(name + ": body");
    }
  }
  return wrong;
};

const replay = async (path) => {
  let sent;
  await makeAspClient({ ...settings, fetch: async (...request) => { sent = request; return new Response(); } }).fetch(path).catch(() => {});
  return [await seen(await fetch(...sent)), await seen(await fetch(...sent))];
};

window.asp = { call, replay, checkVectors };
`;

const builtClient = new URL("../../dist/runtime/client/index.js", import.meta.url);

/** What the client is made of, for the browser: the client itself does not export it. */
const [parts] = buildSync({
  stdin: {
    contents: `export * from "./asp-cipher.ts"; export * from "./asp-format.ts";`,
    resolveDir: fileURLToPath(new URL("../../runtime/client/", import.meta.url)),
  },
  bundle: true,
  format: "esm",
  write: false,
}).outputFiles;

const routes = {
  "page.ts": defineRoutes("/", (route) => {
    route.get("/", (_req, reply) =>
      reply.type("text/html").send('<!doctype html><title>ASP</title><script type="module" src="/page.js"></script>'),
    );
    route.get("/page.js", (_req, reply) => reply.type("text/javascript").send(SCRIPT));
    route.get("/client/index.js", (_req, reply) => reply.type("text/javascript").send(readFileSync(builtClient)));
    route.get("/parts.js", (_req, reply) => reply.type("text/javascript").send(parts?.text));
  }),
  "api.ts": defineRoutes("/api", (route) => {
    route.get("/hello", (req) => ({ query: req.query }));
    route.post("/echo", (req) => ({ got: req.body, type: req.headers["content-type"] ?? null }));
    route.delete("/gone", (_req, reply) => void reply.code(204));
    route.get("/moved", (_req, reply) => reply.redirect("/api/hello"));
    route.get("/fails", () => {
      throw new Error("boom");
    });
  }),
};

describe.skipIf(executablePath === undefined)("the built client in a real browser (Chromium)", () => {
  let app: AspServed;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    // The browser has the time of the machine.
    app = await serveAsp({ routes }, { clock: { now: Date.now } });
    browser = await chromium.launch({
      executablePath: executablePath ?? "",
      args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    });
    page = await browser.newPage();
    await page.goto(app.url);
    await page.waitForFunction(() => "asp" in globalThis);
  });

  afterAll(async () => {
    await browser?.close();
    await app?.[Symbol.asyncDispose]();
  });

  const call = (path: string, init?: Init, options?: object): Promise<Seen> =>
    page.evaluate(([path, init, options]) => (globalThis as unknown as { asp: InPage }).asp.call(path, init, options), [
      path,
      init,
      options,
    ] as const);

  test("writes and reads the documented vectors", async () => {
    const wrong = await page.evaluate(
      (vectors) => (globalThis as unknown as { asp: InPage }).asp.checkVectors(vectors),
      aspVectors(),
    );
    expect(wrong).toEqual([]);
  });

  test("sends encrypted bodies and reads encrypted answers", async () => {
    const seenOnTheWay = page.waitForRequest((request) => request.url().endsWith("/api/echo"));
    const body = JSON.stringify({ 인사: "안녕" });
    const answer = await call("/api/echo", { method: "POST", headers: { "content-type": "application/json" }, body });
    expect(answer).toMatchObject({ status: 200, type: "application/json; charset=utf-8" });
    expect(JSON.parse(answer.text ?? "")).toEqual({
      ok: true,
      data: { got: { 인사: "안녕" }, type: "application/json" },
    });
    const request = await seenOnTheWay;
    expect(request.headers()["content-type"]).toBe("application/vnd.mega.asp");
    expect(request.postDataBuffer()?.toString() ?? "").not.toContain("안녕");
    const raw = await (await request.response())?.body();
    expect(raw?.toString()).not.toContain("안녕");
  });

  test("reads answers to requests without a body, failures and 204", async () => {
    expect(JSON.parse((await call("/api/hello?a=%ED%95%9C&b=1 2")).text ?? "")).toEqual({
      ok: true,
      data: { query: { a: "한", b: "1 2" } },
    });
    expect(await call("/api/gone", { method: "DELETE" })).toMatchObject({ status: 204, text: "" });
    const failure = await call("/api/fails");
    expect(failure.status).toBe(500);
    expect(JSON.parse(failure.text ?? "")).toMatchObject({ ok: false, error: { code: "internal_error" } });
  });

  test("is refused with a wrong secret, and its replays are", async () => {
    expect(await call("/api/hello", {}, { secret: "y".repeat(32) })).toEqual({ reason: "plain", status: 400 });
    const [first, second] = await page.evaluate(() =>
      (globalThis as unknown as { asp: InPage }).asp.replay("/api/hello"),
    );
    expect(first?.status).toBe(200);
    expect(second).toMatchObject({ status: 400 });
    expect(JSON.parse(second?.text ?? "")).toMatchObject({ error: { code: "asp_rejected" } });
  });

  test("follows no redirect, which a browser does not even show", async () => {
    expect(await call("/api/moved")).toMatchObject({ reason: "redirect" });
  });
});
