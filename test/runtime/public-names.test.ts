import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fastify } from "fastify";
import { globSync } from "tinyglobby";
import { describe, expect, test } from "vitest";

import * as mega from "../../runtime/index.ts";

// These names are promised. Each is exported, has the arguments that its page says, and stands in the documents.
const FUNCTIONS: Readonly<Record<string, number>> = {
  buildHttpCtx: 1,
  getHttpCtx: 1,
  getLazyHttpCtx: 1,
  buildAdapterAccessors: 2,
  buildHttpPipeline: 1,
  wrapPreHandler: 1,
  composeAfter: 2,
  buildErrorHandler: 0,
  ajvErrorToValidationError: 1,
  loadAndValidateConfig: 1,
  createSessionStore: 2,
  definePlugin: 1,
};
const VALUES: Readonly<Record<string, string>> = {
  MAX_VALIDATION_DETAILS: "number",
  ENVELOPE_MARK: "symbol",
  REPLY_START_SYMBOL: "symbol",
  GLOBAL_ONLY_KEYS: "object",
  APP_ONLY_KEYS: "object",
  DEFAULT_FILE_CLEANUP_INTERVAL_MS: "number",
  DEFAULT_RATE_LIMIT: "object",
};

const exported: Readonly<Record<string, unknown>> = mega;
const root = fileURLToPath(new URL("../..", import.meta.url));
const documents = globSync("docs/*.md", { cwd: root }).map((page) => readFileSync(join(root, page), "utf8"));

test.each(Object.entries(FUNCTIONS))("%s is a function of %i needed arguments", (name, length) => {
  expect(exported[name]).toBeInstanceOf(Function);
  expect(exported[name]).toHaveLength(length);
});

test.each(Object.entries(VALUES))("%s is a %s", (name, type) => {
  expect(typeof exported[name]).toBe(type);
});

test.each([...Object.keys(FUNCTIONS), ...Object.keys(VALUES)])("%s is documented", (name) => {
  expect(documents.some((text) => new RegExp(`\`${name}\\b`).test(text))).toBe(true);
});

test("the default rate limit is what is promised, and nobody changes it", () => {
  expect(mega.DEFAULT_RATE_LIMIT).toEqual({ max: 1000, timeWindow: "1 minute" });
  expect(Object.isFrozen(mega.DEFAULT_RATE_LIMIT)).toBe(true);
});

describe("on a Fastify instance of its own", () => {
  test("a compiled pipeline is a route, and its after a hook", async () => {
    const seen: string[] = [];
    const {
      handler,
      after,
      describe: tell,
    } = mega.buildHttpPipeline({
      method: "GET",
      path: "/x",
      handler: () => ({ n: 1 }),
      transform: [(value: { n: number }) => ({ n: value.n + 1 })] as never[],
      after: [() => void seen.push("after")],
    });
    await using app = fastify();
    app.get("/x", { onResponse: after ?? [] }, handler);
    expect((await app.inject("/x")).json()).toEqual({ ok: true, data: { n: 2 } });
    expect(seen).toEqual(["after"]);
    expect(tell()).toMatchObject({ method: "GET", path: "/x" });
  });

  test("a wrapped middleware ends the request by throwing or by sending, with the error exit of mega", async () => {
    await using app = fastify();
    app.setErrorHandler(mega.buildErrorHandler());
    const hook = mega.wrapPreHandler(
      mega.defineMiddleware((req, reply) => {
        if (req.url === "/thrown") throw new mega.MegaForbiddenError();
        if (req.url === "/sent") reply.code(401).send({ no: true });
      }),
    );
    expect(hook).toHaveLength(2);
    app.addHook("preHandler", hook);
    app.get("/:any", (req, reply) => ({
      same: mega.getHttpCtx({ app: null, req, reply }) === mega.getLazyHttpCtx({ app: null, req, reply }),
    }));
    const thrown = await app.inject("/thrown");
    expect([thrown.statusCode, thrown.json()]).toMatchObject([403, { ok: false, error: { code: "forbidden" } }]);
    const sent = await app.inject("/sent");
    expect([sent.statusCode, sent.json()]).toEqual([401, { no: true }]);
    expect((await app.inject("/ok")).json()).toEqual({ same: true });
  });
});
