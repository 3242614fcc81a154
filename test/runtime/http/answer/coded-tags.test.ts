import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { request, type IncomingMessage } from "node:http";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { ifMatch, withETag } from "../../../../runtime/http/answer/etag.ts";
import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { listenOn } from "../connection.ts";
import { serve, type Served } from "../serve.ts";

const text = "x".repeat(5000);
const row = { version: 7, text };

const routes = {
  "r.ts": defineRoutes("/", (route) => {
    route.get("/row", (req, reply) => {
      withETag(reply, row);
      const known = (req.headers["if-none-match"] ?? "").split(/, */);
      return known.includes('"7"') || known.includes("*") ? void reply.code(304) : row;
    });
    route.put("/row", (req, reply) => {
      const versions = ifMatch(req);
      if (versions?.includes(7) === false) return reply.code(412).send();
      return withETag(reply, { ...row, version: 8 });
    });
    route.get("/weak", (_req, reply) => {
      reply.header("etag", 'W/"7"');
      return row;
    });
    route.get("/small", (_req, reply) => withETag(reply, { version: 7 }));
  }),
};

let served: Served;
let address: string;

beforeAll(async () => {
  served = await serve({ app: { compress: {} }, publicDir: "public", routes });
  await mkdir(join(served.root, "public"));
  await writeFile(join(served.root, "public/a.css"), text);
  address = `http://127.0.0.1:${await listenOn(served)}`;
});
afterAll(() => served[Symbol.asyncDispose]());

/** As it comes: `fetch` would unfold it, and ask caches for nothing. */
async function ask(target: string, headers: Record<string, string>): Promise<readonly unknown[]> {
  const [method = "", path = ""] = target.split(" ");
  const type = method === "PUT" ? { "content-type": "application/json" } : {};
  const sent = request(`${address}${path}`, { method, headers: { ...headers, ...type }, agent: false });
  sent.end(method === "PUT" ? "{}" : undefined);
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  answer.resume();
  await once(answer, "end");
  return [answer.statusCode, answer.headers.etag, answer.headers["content-encoding"]];
}

test.each([
  ["identity", '"7"', undefined],
  ["gzip", '"7;gzip"', "gzip"],
  ["br", '"7;br"', "br"],
])("each coding has a tag of its own: %s", async (accept, tag, coding) => {
  expect(await ask("GET /row", { "accept-encoding": accept })).toEqual([200, tag, coding]);
});

test.each(["identity", "gzip", "br"])("whoever has the answer in %s need not get it again", async (accept) => {
  const [, tag] = await ask("GET /row", { "accept-encoding": accept });
  const again = { "accept-encoding": accept, "if-none-match": String(tag) };
  expect(await ask("GET /row", again)).toEqual([304, tag, undefined]);
  const several = { ...again, "if-none-match": `"6;gzip", "6", ${String(tag)}` };
  expect(await ask("GET /row", several)).toEqual([304, tag, undefined]);
  expect((await ask("GET /row", { ...again, "if-none-match": '"6;gzip", "6"' }))[0]).toBe(200);
});

test.each(["identity", "gzip", "br"])("a change takes the tag that came in %s", async (accept) => {
  const [, tag] = await ask("GET /row", { "accept-encoding": accept });
  const [status, next] = await ask("PUT /row", { "accept-encoding": accept, "if-match": String(tag) });
  expect([status, next]).toEqual([200, String(tag).replace("7", "8")]);
  expect((await ask("PUT /row", { "if-match": String(next) }))[0]).toBe(412);
  expect((await ask("PUT /row", { "if-match": `W/${String(tag)}` }))[0]).toBe(412);
});

test("weak tags, those of HEAD and of what is not compressed stay as they are", async () => {
  const gzip = { "accept-encoding": "gzip" };
  expect(await ask("GET /weak", gzip)).toEqual([200, 'W/"7"', "gzip"]);
  expect(await ask("GET /small", gzip)).toEqual([200, '"7"', undefined]);
  expect((await ask("HEAD /small", gzip)).slice(0, 2)).toEqual([200, '"7"']);
});

test("a compressed file is not sent again either", async () => {
  const [status, tag, coding] = await ask("GET /a.css", { "accept-encoding": "gzip" });
  expect([status, coding]).toEqual([200, "gzip"]);
  const again = await ask("GET /a.css", { "accept-encoding": "gzip", "if-none-match": String(tag) });
  expect(again.slice(0, 2)).toEqual([304, tag]);
});
