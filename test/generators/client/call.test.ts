import { readFile } from "node:fs/promises";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { defineModel, defineRoutes, field, ifMatch, upload, withETag, Type } from "../../../runtime/index.ts";
import {
  MegaConflictError,
  MegaNotFoundError,
  MegaPreconditionFailedError,
  MegaServiceUnavailableError,
} from "../../../runtime/core/errors/http-errors.ts";
import { makeCsrfTokens } from "../../../runtime/http/security/csrf-tokens.ts";
import { makePage } from "../../../runtime/core/data/page.ts";
import { serve, type Served } from "../../runtime/http/serve.ts";
import { clientText, load } from "./support.ts";

interface Answer {
  readonly data: unknown;
  readonly meta: unknown;
  readonly status: number;
  readonly headers: Headers;
  readonly etag: string | undefined;
}

type Call = (input?: object) => Promise<Answer>;

interface Client {
  readonly makeClient: (options: object) => Readonly<Record<string, Call>>;
  readonly ApiError: new () => Error;
}

const Note = defineModel("clientNotes", { title: field.string({ min: 2 }) });

const Form = Type.Object({ title: Type.String(), count: Type.Optional(Type.Integer()), files: Type.Array(upload()) });

const row = {
  id: 1,
  title: "First",
  version: 3,
  createdAt: "2026-01-31T09:30:00.000Z",
  updatedAt: "2026-01-31T09:30:00.000Z",
};

const routes = defineRoutes("/api/notes", (route) => {
  route.get("/", { query: Note.list, response: Note.page }, (req) => {
    return makePage([{ ...row, title: req.query.title ?? "First" }], { limit: req.query.limit ?? 20, next: null });
  });
  route.post("/", { body: Note.create, response: { 201: Note.row } }, (req, reply) => {
    if (req.body.title === "taken") throw new MegaConflictError("It is taken.");
    reply.code(201);
    return withETag(reply, { ...row, title: req.body.title });
  });
  route.get("/:id", { params: Note.key, response: Note.row }, (req, reply) => {
    if (req.params.id !== 1) throw new MegaNotFoundError("note", { id: req.params.id });
    return withETag(reply, row);
  });
  route.patch("/:id", { params: Note.key, body: Note.patch, response: Note.row }, (req, reply) => {
    if (ifMatch(req)?.includes(3) === false) throw new MegaPreconditionFailedError("note", { id: 1, version: 3 });
    return withETag(reply, { ...row, ...req.body, version: 4 });
  });
  route.post("/:id/publish", { params: Note.key }, () => ({ published: true }));
  route.post(
    "/upload",
    { body: Form, csrf: false, openapi: { id: "uploadNotes" } },
    async ({ body: { title, count, files } }) => ({
      title,
      count,
      files: await Promise.all(
        files.map(async ({ filename, mimetype, path }) => [filename, mimetype, await readFile(path, "utf8")]),
      ),
    }),
  );
  route.get("/token", (req, reply, ctx) => ({
    token: makeCsrfTokens(ctx.app.cookies, { broughtBy: () => null, after: () => null }).create(req, reply),
  }));
  route.post("/guarded", { body: Form }, ({ body }) => ({ title: body.title }));
  route.delete("/:id", { params: Note.key }, (_req, reply) => void reply.code(204));
  route.get("/raw/*", { envelope: false, response: Type.String() }, (req) => (req.params as { "*": string })["*"]);
  route.get("/by/:title", (req) => req.params);
  route.get("/slow", async (_req, _reply, ctx) => {
    await new Promise((resolve) => ctx.signal.addEventListener("abort", resolve));
    return null;
  });
  route.get("/broken", { envelope: false }, (_req, reply) => reply.type("application/json").send("{"));
  route.get("/down", () => {
    throw new MegaServiceUnavailableError("It is closed.");
  });
  route.get(
    "/search",
    { query: Type.Object({ tag: Type.Optional(Type.Array(Type.String())), done: Type.Optional(Type.Boolean()) }) },
    (req) => ({ ...req.query, tenant: req.headers["x-tenant"], language: req.headers["accept-language"] }),
  );
});

describe("a client against a listening app", () => {
  let app: Served;
  let module: Client;
  let baseUrl: string;
  let api: Readonly<Record<string, Call>>;

  const call = (name: string, input?: object): Promise<Answer> => (api[name] as Call)(input);
  const failed = (name: string, input?: object): Promise<unknown> => call(name, input).catch((error: unknown) => error);

  beforeAll(async () => {
    app = await serve({ routes: { "notes.ts": routes } });
    module = await load<Client>(clientText((await app.runtime.apps[0]?.openapi()) ?? {}));
    ({ url: baseUrl } = await app.runtime.listen({ kind: "tcp", port: 0 }));
    api = module.makeClient({ baseUrl });
  });

  afterAll(async () => app[Symbol.asyncDispose]());

  test("data comes out of its envelope, with the page of a list", async () => {
    const { data, meta, status } = await call("listNotes", {
      query: { limit: 5, title: "a&b=c 한", cursor: undefined },
    });
    expect([status, data, meta]).toEqual([200, [{ ...row, title: "a&b=c 한" }], { page: { limit: 5, next: null } }]);
  });

  test("a row has its version, which a change takes as text and as number", async () => {
    const { etag } = await call("getNote", { params: { id: 1 } });
    expect(etag).toBe('"3"');
    for (const version of [etag, 3]) {
      const changed = await call("updateNote", { params: { id: 1 }, body: { title: "New" }, ifMatch: version });
      expect([changed.data, changed.etag]).toEqual([{ ...row, title: "New", version: 4 }, '"4"']);
    }
    const stale = await failed("updateNote", { params: { id: 1 }, body: { title: "New" }, ifMatch: 2 });
    expect(stale).toMatchObject({ name: "ApiError", status: 412, code: "precondition_failed" });
  });

  test("a body with files is sent as a form, with the numbers and lists of its other fields", async () => {
    const files = [
      new File(["가나다"], "한글 이름.txt", { type: "text/plain" }),
      new Blob(["b"], { type: "image/png" }),
    ];
    const { data } = await call("uploadNotes", { body: { title: "a&b", count: 3, files } });
    const sent = [
      ["한글 이름.txt", "text/plain", "가나다"],
      ["blob", "image/png", "b"],
    ];
    expect(data).toEqual({ title: "a&b", count: 3, files: sent });
  });

  test("a form needs its token, which is sent as a header", async () => {
    const body = { title: "mine", files: [new Blob(["x"])] };
    expect(await failed("notesGuarded", { body })).toMatchObject({ status: 403, code: "csrf_rejected" });
    const { data, headers } = await call("getNotesToken");
    const cookie = headers
      .getSetCookie()
      .map((line) => line.split(";", 1)[0])
      .join("; ");
    const signed = { "x-csrf-token": (data as { token: string }).token, cookie };
    expect((await call("notesGuarded", { body, headers: signed })).data).toEqual({ title: "mine" });
  });

  test("a POST without a body is no form", async () => {
    expect((await call("publishNote", { params: { id: 1 } })).data).toEqual({ published: true });
  });

  test("failures are errors with code, details and request id", async () => {
    const missing = await failed("getNote", { params: { id: 7 } });
    expect(missing).toBeInstanceOf(module.ApiError);
    expect(missing).toMatchObject({
      status: 404,
      code: "not_found",
      message: "There is no note with the id 7.",
      details: [],
    });
    expect((missing as { requestId: string }).requestId).not.toBe("");
    const invalid = await failed("createNote", { body: { title: "x", more: 1 } });
    expect(invalid).toMatchObject({ status: 422, code: "validation_failed" });
    expect((invalid as { details: { path: string }[] }).details.map(({ path }) => path).sort()).toEqual([
      "/more",
      "/title",
    ]);
    expect(await failed("createNote", { body: { title: "taken" } })).toMatchObject({ status: 409, code: "conflict" });
    expect(await failed("getNotesDown")).toMatchObject({ status: 503, code: "service_unavailable" });
  });

  test("an answer without content has no data", async () => {
    expect(await call("deleteNote", { params: { id: 1 } })).toMatchObject({ status: 204, data: undefined });
  });

  test("what is in no envelope is handed over as it is", async () => {
    const { data } = await call("getNotesRaw", { params: { path: "a b/ü/..c" } });
    expect(data).toBe("a b/ü/..c");
  });

  test("parameters cannot lead to another path", async () => {
    expect((await call("getNotesBy", { params: { title: "a/../b?c#d%2e" } })).data).toEqual({ title: "a/../b?c#d%2e" });
    for (const title of ["..", ".", "", undefined]) {
      expect(await failed("getNotesBy", { params: { title } })).toBeInstanceOf(TypeError);
    }
    for (const path of ["../../x", "a/./b", "a//b"]) {
      expect(await failed("getNotesRaw", { params: { path } })).toBeInstanceOf(TypeError);
    }
    expect(await failed("getNote", { params: JSON.parse('{"__proto__":{"id":1}}') as object })).toBeInstanceOf(
      TypeError,
    );
  });

  test("lists in a query are sent one by one, headers by client and by call", async () => {
    const own = module.makeClient({
      baseUrl: `${baseUrl}/`,
      headers: async () => ({ "x-tenant": "a", "accept-language": "ko" }),
    });
    const answer = await own["getNotesSearch"]?.({
      query: { tag: ["a", "b"], done: false },
      headers: { "x-tenant": "b" },
    });
    expect(answer?.data).toEqual({ tag: ["a", "b"], done: false, tenant: "b", language: "ko" });
  });

  test("a signal ends a call", async () => {
    const controller = new AbortController();
    const answer = failed("getNotesSlow", { signal: controller.signal });
    controller.abort();
    expect(await answer).toMatchObject({ name: "AbortError" });
  });

  test("what is no answer of the API says so", async () => {
    const html = async (): Promise<Response> =>
      new Response("<h1>Bad gateway</h1>", { status: 502, headers: { "content-type": "text/html" } });
    const cases = [html, async () => Response.json({ hello: 1 }), async () => Response.json(null, { status: 400 })];
    for (const fetch of cases) {
      const own = module.makeClient({ baseUrl, fetch });
      const error: unknown = await own["listNotes"]?.().catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: "ApiError", code: "unreadable_answer" });
    }
    const gone = async (): Promise<Response> => Promise.reject(new TypeError("fetch failed"));
    await expect(module.makeClient({ baseUrl, fetch: gone })["listNotes"]?.()).rejects.toThrow("fetch failed");
  });
});
