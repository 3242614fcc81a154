import { randomBytes } from "node:crypto";
import { Agent, request } from "node:http";

import * as fc from "fast-check";
import type { FastifyRequest } from "fastify";
import { expect, onTestFinished, test } from "vitest";

import { MegaAspDecryptError } from "../../../../runtime/core/errors/asp-error.ts";
import { deriveKeys, open, seal } from "../../../../runtime/http/asp/cipher.ts";
import { makeMemoryNonces } from "../../../../runtime/http/asp/nonces.ts";
import { openRequest, type Asp } from "../../../../runtime/http/asp/open-request.ts";
import { formatSignal, lengthPrefixed, parseSignal } from "../../../../runtime/http/asp/wire.ts";
import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { NOW, postJson, SECRET, serveAsp } from "./support.ts";

const clock = { now: () => NOW };
const asp: Asp = {
  keys: new Map([["main", deriveKeys("main", SECRET)]]),
  decoy: deriveKeys("", "nobody"),
  headers: { signal: "x-mega-asp", timestamp: "x-mega-asp-timestamp", type: "x-mega-asp-type" },
  driftMs: 300_000,
  nonces: makeMemoryNonces({ clock, driftMs: 300_000 }),
  clock,
};

const POOL = randomBytes(1 << 20);

/** Drawn once and cut anew each time: drawing takes longer than what is tested. */
function random(length: number): Buffer {
  const start = Math.floor(Math.random() * (POOL.length - length));
  return POOL.subarray(start, start + length);
}

/** Half of them with headers as they must be, so that the body is what is wrong. */
function randomRequest(isWellFormed: boolean): FastifyRequest {
  const pick = (): string => random(Math.floor(Math.random() * 40)).toString("latin1");
  const nonce = random(12).toString("base64url");
  const tag = random(16).toString("base64url");
  const signal = isWellFormed ? formatSignal({ keyId: "main", nonce, tag }) : pick();
  const headers = {
    "x-mega-asp": signal,
    "x-mega-asp-timestamp": isWellFormed ? String(NOW) : pick(),
    "x-mega-asp-type": pick(),
    "content-type": isWellFormed ? "application/vnd.mega.asp" : pick(),
  };
  const log = { warn: () => {}, error: () => {} };
  // What openRequest reads of a request.
  return { method: "POST", url: "/", log, raw: { method: "POST", url: "/", headers } } as unknown as FastifyRequest;
}

test("100,000 random bodies are refused, each of them", async () => {
  // Stacks that nobody reads would take half of the time.
  const { stackTraceLimit } = Error;
  onTestFinished(() => void (Error.stackTraceLimit = stackTraceLimit));
  Error.stackTraceLimit = 0;
  let refused = 0;
  for (let count = 0; count < 100_000; count++) {
    const body = random(Math.floor(Math.random() ** 4 * 5000));
    const error: unknown = await openRequest(asp, randomRequest(count % 2 === 0), body).catch(
      (thrown: unknown) => thrown,
    );
    if (error instanceof MegaAspDecryptError) refused += 1;
  }
  expect(refused).toBe(100_000);
});

test("3,000 random bodies over a socket are refused, and the next request is answered", async () => {
  const routes = { "api.ts": defineRoutes("/api", (route) => route.post("/echo", (req) => ({ got: req.body }))) };
  await using app = await serveAsp({ routes });
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const { hostname, port } = new URL(app.url);
  const one = (index: number): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const { headers } = randomRequest(index % 2 === 0).raw;
      const printable = Object.entries(headers).map(([name, value]) => [
        name,
        String(value).replace(/[^\x20-\x7e\x80-\xff]/g, ""),
      ]);
      const options = {
        hostname,
        port,
        agent,
        method: "POST",
        path: "/api/echo",
        headers: Object.fromEntries(printable) as Record<string, string>,
      };
      const sent = request(options, (answer) => answer.resume().on("end", () => resolve(answer.statusCode)));
      sent.on("error", reject).end(random(Math.floor(Math.random() * 3000)));
    });
  const statuses = new Set<number | undefined>();
  for (let batch = 0; batch < 30; batch++) {
    for (const status of await Promise.all(Array.from({ length: 100 }, (_, index) => one(index)))) statuses.add(status);
  }
  agent.destroy();
  expect([...statuses]).toEqual([400]);
  expect((await app.client().fetch("/api/echo", postJson({ still: "here" }))).status).toBe(200);
});

test("whatever is sealed opens with the same binding alone", () => {
  const { request: key, answer } = deriveKeys("main", SECRET);
  const nonce = fc
    .uint8Array({ minLength: 12, maxLength: 12 })
    .map((bytes) => Buffer.from(bytes).toString("base64url"));
  fc.assert(
    fc.property(nonce, fc.array(fc.string()), fc.uint8Array({ maxLength: 300 }), (nonce, fields, body) => {
      const binding = { nonce, data: lengthPrefixed(fields) };
      const sealed = seal(key, binding, body);
      expect(sealed.ciphertext).toHaveLength(body.length);
      expect(open(key, binding, sealed)).toEqual(Buffer.from(body));
      expect(open(answer, binding, sealed)).toBeUndefined();
      expect(open(key, { nonce, data: lengthPrefixed([...fields, ""]) }, sealed)).toBeUndefined();
    }),
  );
});

test("no two lists of texts are written alike", () => {
  const texts = fc.array(fc.string({ unit: "grapheme", maxLength: 6 }), { maxLength: 5 });
  fc.assert(
    fc.property(texts, texts, (one, two) => {
      const isSame = one.length === two.length && one.every((text, index) => text === two[index]);
      expect(lengthPrefixed(one).equals(lengthPrefixed(two))).toBe(isSame);
    }),
  );
});

test("a signal is read as it was written, and nothing else is a signal", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 28, maxLength: 28 }), fc.stringMatching(/^[\w-]{1,64}$/), (bytes, keyId) => {
      const nonce = Buffer.from(bytes.subarray(0, 12)).toString("base64url");
      const tag = Buffer.from(bytes.subarray(12)).toString("base64url");
      expect(parseSignal(formatSignal({ keyId, nonce, tag }))).toEqual({ keyId, nonce, tag });
    }),
  );
  fc.assert(fc.property(fc.anything(), (value) => parseSignal(value) === undefined));
});
