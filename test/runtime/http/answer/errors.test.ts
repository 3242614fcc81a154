import { Writable } from "node:stream";

import { expect, test } from "vitest";

import { MegaConflictError, MegaServiceUnavailableError } from "../../../../runtime/core/errors/http-errors.ts";
import { MegaError } from "../../../../runtime/core/errors/errors.ts";
import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { serve, type ProjectParts } from "../serve.ts";

const routes = {
  "fail.ts": defineRoutes("/", (route) => {
    route.get("/conflict", () => {
      throw new MegaConflictError("It is paid.", { code: "paid", details: [{ path: "/a" }] });
    });
    route.get("/bug", () => {
      throw new Error("secret: password");
    });
    route.get("/async-bug", async () => {
      throw new TypeError("secret: password");
    });
    route.get("/text", () => {
      // A project may throw anything.
      // oxlint-disable-next-line no-throw-literal
      throw "secret: text";
    });
    route.get("/table", () => {
      throw new MegaError("table_missing", { table: "posts" });
    });
    route.get("/busy", () => {
      throw new MegaServiceUnavailableError("The search is down.");
    });
    route.get("/plugin", () => {
      throw Object.assign(new Error("Slow down."), { statusCode: 429 });
    });
    route.get("/html", () => {
      throw new MegaConflictError("<script>alert(1)</script>");
    });
    route.get(
      "/mismatch",
      { response: { type: "object", properties: { a: { type: "string" } }, required: ["a"] } },
      () => ({ b: 1 }) as never,
    );
    route.get("/slow", { timeoutMs: 20 }, () => new Promise(() => {}));
  }),
};
let root = "";
/** A handler of a file of the project. */
const placed = defineRoutes("/", (route) => {
  route.get("/placed", () => {
    const error = new TypeError("no");
    error.stack = `TypeError: no\n    at handler (${root}/apps/main/routes/fail.ts:6:11)`;
    throw error;
  });
});
const BROWSER = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };

function logged(): { stream: Writable; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (const line of chunk.toString().trim().split("\n")) lines.push(JSON.parse(line));
      done();
    },
  });
  return { stream, lines };
}

test("a failure is an envelope with the request's id", async () => {
  await using app = await serve({ routes });
  const answer = await app.inject("/conflict");
  expect(answer.statusCode).toBe(409);
  expect(answer.headers["content-type"]).toBe("application/json; charset=utf-8");
  expect(answer.json()).toEqual({
    ok: false,
    error: { code: "paid", message: "It is paid.", details: [{ path: "/a" }] },
    meta: { requestId: expect.stringMatching(/^[0-9a-f]{10}-1$/) },
  });
});

test.each(["/bug", "/async-bug", "/text", "/table", "/mismatch"])(
  "%s tells the client nothing but the request id",
  async (url) => {
    await using app = await serve({ routes });
    const answer = await app.inject(url);
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toEqual({
      ok: false,
      error: { code: "internal_error", message: "The server failed to answer." },
      meta: { requestId: expect.any(String) },
    });
  },
);

test("a bug is logged once with its stack and the request's id", async () => {
  const { stream, lines } = logged();
  await using app = await serve({ routes, config: { logger: { level: "error" } } }, { logStream: stream });
  const answer = await app.inject("/bug");
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({
    level: 50,
    reqId: answer.json().meta.requestId,
    err: { message: "secret: password", stack: expect.stringContaining("errors.test.ts") },
  });
});

test.each(["production", "development"] as const)(
  "in %s a password within an address is shown nowhere",
  async (mode) => {
    const { stream, lines } = logged();
    const unreachable = defineRoutes("/", (route) => {
      route.get("/unreachable", () => {
        const cause = new Error("connect postgres://app:hunter2@db:5432/blog");
        throw new Error("no answer from redis://:hunter2@cache?password=hunter2", { cause });
      });
    });
    const config = { name: "test", secret: "x".repeat(32), logger: { level: "error" } } as const;
    await using app = await serve({ routes: { "r.ts": unreachable }, config }, { mode, logStream: stream });
    for (const accept of ["application/json", "text/html", "application/problem+json"]) {
      const answer = await app.inject({ url: "/unreachable", headers: { accept } });
      expect(answer.statusCode).toBe(500);
      expect(answer.body).not.toContain("hunter2");
      expect(answer.body.includes("redis://:[redacted]@cache")).toBe(mode === "development");
    }
    expect(lines).toHaveLength(3);
    expect(JSON.stringify(lines)).not.toContain("hunter2");
    expect(JSON.stringify(lines)).toContain("postgres://app:[redacted]@db:5432/blog");
  },
);

test("in development the server's own failures say what happened, where, and what to do", async () => {
  await using app = await serve({ routes: { ...routes, "placed.ts": placed } }, { mode: "development" });
  root = app.root;
  expect((await app.inject("/table")).json().error).toEqual({
    code: "table_missing",
    message: "There is no table `posts` in the database.",
    hint: "Run `mega db migrate`.",
  });
  expect((await app.inject("/bug")).json().error).toEqual({
    code: "internal_error",
    message: "The server failed to answer: Error: secret: password",
  });
  expect((await app.inject("/placed")).json().error).toEqual({
    code: "internal_error",
    message: "The server failed to answer: TypeError: no",
    hint: "It was thrown at apps/main/routes/fail.ts:6:11; the terminal has the stack.",
  });
  expect((await app.inject("/text")).json().error.message).toBe("The server failed to answer: secret: text");
});

test("what a project says by status is said", async () => {
  await using app = await serve({ routes });
  expect((await app.inject("/busy")).json().error).toEqual({
    code: "service_unavailable",
    message: "The search is down.",
  });
  const slow = await app.inject("/plugin");
  expect([slow.statusCode, slow.json().error]).toEqual([429, { code: "too_many_requests", message: "Slow down." }]);
});

test("a request beyond its time is 503", async () => {
  await using app = await serve({ routes });
  const answer = await app.inject("/slow");
  expect([answer.statusCode, answer.json().error.code]).toEqual([503, "route_timeout"]);
});

test("problem+json for who asks for it", async () => {
  await using app = await serve({ routes });
  const answer = await app.inject({ url: "/conflict", headers: { accept: "application/problem+json" } });
  expect(answer.headers["content-type"]).toMatch(/^application\/problem\+json/);
  expect(answer.json()).toEqual({
    type: "about:blank",
    title: "Conflict",
    status: 409,
    detail: "It is paid.",
    instance: "/conflict",
    code: "paid",
    details: [{ path: "/a" }],
    requestId: expect.any(String),
  });
});

test("nothing there is 404, with the same answers", async () => {
  await using app = await serve({ routes });
  const answer = await app.inject("/nope?x=1");
  expect(answer.statusCode).toBe(404);
  expect(answer.json().error).toEqual({ code: "route_not_found", message: "There is nothing at GET /nope." });
  expect((await app.inject({ url: "/nope", headers: BROWSER })).headers["content-type"]).toBe(
    "text/html; charset=utf-8",
  );
});

test("an address that cannot be read is 400", async () => {
  await using app = await serve({ routes });
  const answer = await app.inject("/%E0%A4%A");
  expect([answer.statusCode, answer.json().error.code]).toEqual([400, "bad_request"]);
});

test("browsers get a page that escapes everything", async () => {
  await using app = await serve({ routes });
  const answer = await app.inject({ url: "/html", headers: BROWSER });
  expect(answer.statusCode).toBe(409);
  expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
  expect(answer.body).toContain("409 Conflict");
  expect(answer.body).not.toContain("<script>");
  const bug = await app.inject({ url: "/bug", headers: BROWSER });
  expect(bug.body).not.toContain("secret");
});

test("the page sets code as code, and leads back", async () => {
  await using app = await serve({ routes }, { mode: "development" });
  const { body } = await app.inject({ url: "/nope", headers: BROWSER });
  expect(body).toContain("<p><code>mega routes</code> lists what the app serves.</p>");
  expect(body).toContain('<a href="/">');
});

test("the app's own error page is used, inside its layout", async () => {
  const own: ProjectParts = {
    routes,
    views: { error: "<h1>{{status}} {{title}}</h1><p>{{message}}</p>", layout: "<main>{{{body}}}</main>" },
  };
  await using app = await serve(own);
  const answer = await app.inject({ url: "/html", headers: BROWSER });
  expect(answer.body).toBe("<main><h1>409 Conflict</h1><p>&lt;script&gt;alert(1)&lt;/script&gt;</p></main>");
});

test("an error page that fails is replaced by the built-in one", async () => {
  await using app = await serve({ routes, views: { error: "{{> nope}}" } });
  const answer = await app.inject({ url: "/conflict", headers: BROWSER });
  expect(answer.statusCode).toBe(409);
  expect(answer.body).toContain("It is paid.");
});
