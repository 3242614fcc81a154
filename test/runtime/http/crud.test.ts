import type { Kysely } from "kysely";
import { expect, test } from "vitest";

import {
  defineModel,
  defineRoutes,
  field,
  ifMatch,
  MegaNotFoundError,
  MegaPreconditionFailedError,
  MegaService,
  paginate,
  submitForm,
  withETag,
  type HttpCtx,
  type MegaDbAdapter,
  type Static,
} from "../../../runtime/index.ts";
import { serve, type Served } from "./serve.ts";

// What `mega scaffold crud` writes, in one file: model, service, routes and pages on a real database.
const Note = defineModel("crudNotes", {
  title: field.string({ max: 20, unique: true }),
  done: field.boolean({ default: false }),
});

// A project declares its tables and services; here that would change the types of every other test.
type NotesDb = Kysely<{ crudNotes: (typeof Note)["~table"] }>;

function notesOf(ctx: Pick<HttpCtx, "services">): CrudNotesService {
  return (ctx.services as { readonly crudNotes?: CrudNotesService }).crudNotes as CrudNotesService;
}

class CrudNotesService extends MegaService {
  get #notes(): NotesDb {
    return this.db as unknown as NotesDb;
  }
  list(query: Static<typeof Note.list>) {
    return paginate(this.#notes.selectFrom("crudNotes"), Note, query);
  }
  async find(id: number) {
    const note = await this.#notes.selectFrom("crudNotes").selectAll().where("id", "=", id).executeTakeFirst();
    if (!note) throw new MegaNotFoundError("note", { id });
    return note;
  }
  create(input: Static<typeof Note.create>) {
    return this.#notes.insertInto("crudNotes").values(input).returningAll().executeTakeFirstOrThrow();
  }
  async patch(id: number, input: Static<typeof Note.patch>, versions?: readonly number[]) {
    let query = this.#notes
      .updateTable("crudNotes")
      .set((eb) => ({ ...input, version: eb("version", "+", 1) }))
      .where("id", "=", id);
    if (versions) query = query.where("version", "in", versions);
    const note = await query.returningAll().executeTakeFirst();
    if (note) return note;
    const { version } = await this.find(id);
    throw new MegaPreconditionFailedError("note", { id, version });
  }
}

const api = defineRoutes("/api/notes", (route) => {
  route.get("/", { query: Note.list, response: Note.page }, (req, _reply, ctx) => notesOf(ctx).list(req.query));
  route.post("/", { body: Note.create, response: { 201: Note.row } }, async (req, reply, ctx) => {
    const note = await notesOf(ctx).create(req.body);
    reply.code(201).header("location", `/api/notes/${note.id}`);
    return withETag(reply, note);
  });
  route.get("/:id", { params: Note.key, response: Note.row }, async (req, reply, ctx) =>
    withETag(reply, await notesOf(ctx).find(req.params.id)),
  );
  route.patch("/:id", { params: Note.key, body: Note.patch, response: Note.row }, async (req, reply, ctx) =>
    withETag(reply, await notesOf(ctx).patch(req.params.id, req.body, ifMatch(req))),
  );
});

const pages = defineRoutes("/notes", (route) => {
  route.get("/new", (_req, reply) => reply.view("new"));
  route.post("/", async (_req, reply, ctx) => {
    const form = await submitForm(Note, ctx, (input) => notesOf(ctx).create(input));
    if (!form.ok) return reply.code(form.status).view("new", { form });
    return reply.redirect(`/notes/${form.data.id}`, 303);
  });
});

const NEW =
  '<form method="post">{{csrf}}<input name="title" value="{{form.values.title}}">{{form.errors.title}}</form>';

async function start(): Promise<Served> {
  const app = await serve({
    config: { databases: { main: { driver: "sqlite", file: ":memory:" } }, logger: { level: "silent" } },
    services: { "crud-notes.ts": CrudNotesService },
    routes: { "notes.ts": api, "pages/notes.ts": pages },
    views: { new: NEW },
  });
  await createTable(app.runtime.databases["main"] as MegaDbAdapter);
  return app;
}

async function createTable({ kysely }: MegaDbAdapter): Promise<void> {
  await kysely.schema
    .createTable("crudNotes")
    .addColumn("id", "integer", (column) => column.primaryKey())
    .addColumn("title", "varchar(20)", (column) => column.notNull().unique())
    .addColumn("done", "boolean", (column) => column.notNull().defaultTo(false))
    .addColumn("version", "integer", (column) => column.notNull().defaultTo(1))
    .addColumn("createdAt", "text", (column) => column.notNull().defaultTo("2026-01-01T00:00:00.000Z"))
    .addColumn("updatedAt", "text", (column) => column.notNull().defaultTo("2026-01-01T00:00:00.000Z"))
    .execute();
}

const post = (app: Served, payload: object): ReturnType<Served["inject"]> =>
  app.inject({ method: "POST", url: "/api/notes", payload });

test("create, read, list, change", async () => {
  await using app = await start();
  const created = await post(app, { title: "Hello" });
  expect(created.statusCode).toBe(201);
  expect(created.headers).toMatchObject({ location: "/api/notes/1", etag: '"1"' });
  expect(created.json()).toEqual({
    ok: true,
    data: {
      id: 1,
      title: "Hello",
      done: false,
      version: 1,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    },
  });
  await post(app, { title: "Other", done: true });
  const list = (await app.inject("/api/notes?limit=1&sort=-title&done=true")).json();
  expect(list).toMatchObject({ ok: true, data: [{ title: "Other" }], meta: { page: { limit: 1, next: null } } });
  const patch = (version: string): ReturnType<Served["inject"]> =>
    app.inject({ method: "PATCH", url: "/api/notes/1", headers: { "if-match": version }, payload: { done: true } });
  expect((await patch('"1"')).json().data).toMatchObject({ done: true, version: 2 });
  expect((await patch('"1"')).statusCode).toBe(412);
});

test("what is wrong is told", async () => {
  await using app = await start();
  await post(app, { title: "Hello" });
  const taken = await post(app, { title: "Hello" });
  expect([taken.statusCode, taken.json().error]).toMatchObject([
    409,
    { code: "unique_violation", details: [{ path: "/title" }] },
  ]);
  expect((await app.inject("/api/notes/9")).statusCode).toBe(404);
  expect((await app.inject("/api/notes/abc")).statusCode).toBe(422);
  expect((await app.inject("/api/notes?cursor=broken")).json().error.details[0].path).toBe("/cursor");
  expect((await app.inject("/api/notes?nope=1")).statusCode).toBe(422);
  const wrong = await post(app, { title: 1, nope: 2 });
  expect(
    wrong
      .json()
      .error.details.map(({ path }: { path: string }) => path)
      .toSorted(),
  ).toEqual(["/nope", "/title"]);
});

test("a form without JavaScript: wrong, taken, right", async () => {
  await using app = await start();
  const page = await app.inject("/notes/new");
  const cookie = String(page.headers["set-cookie"]).split(";", 1)[0] ?? "";
  const token = /value="([^"]+)"/.exec(page.body)?.[1] ?? "";
  const submit = (title: string): ReturnType<Served["inject"]> =>
    app.inject({
      method: "POST",
      url: "/notes",
      headers: { cookie, "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" },
      payload: new URLSearchParams({ title, _csrf: token }).toString(),
    });
  const wrong = await submit('<b>"much too long for a title"</b>');
  expect(wrong.statusCode).toBe(422);
  expect(wrong.body).toContain("&lt;b&gt;&quot;much too long");
  const right = await submit("Hello");
  expect([right.statusCode, right.headers.location]).toEqual([303, "/notes/1"]);
  const taken = await submit("Hello");
  expect([taken.statusCode, taken.body]).toEqual([409, expect.stringContaining("taken")]);
});
