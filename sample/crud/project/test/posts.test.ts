import { makeApp } from "mega-framework/testing";
import { expect, test } from "vitest";
import { postFactory } from "../db/factories/post.ts";

const api = "/api/posts";

test("lists posts page by page", async () => {
  await using app = await makeApp();
  const first = await postFactory.create(app.db);
  const second = await postFactory.create(app.db);

  const page = await app.request(`GET ${api}?limit=1`);
  expect(page.status).toBe(200);
  expect(page.data).toMatchObject([{ id: first.id }]);

  const cursor = page.meta.page.next;
  const rest = await app.request(`GET ${api}`, { query: { limit: 1, cursor } });
  expect(rest.data).toMatchObject([{ id: second.id }]);
  expect(rest.meta).toMatchObject({ page: { next: null } });
});

test("sorts posts", async () => {
  await using app = await makeApp();
  const first = await postFactory.create(app.db);
  const second = await postFactory.create(app.db);

  const answer = await app.request(`GET ${api}?sort=-id`);
  expect(answer.data).toMatchObject([{ id: second.id }, { id: first.id }]);
});

test("creates and reads one", async () => {
  await using app = await makeApp();
  const body = await postFactory.build(app.db);

  const created = await app.request(`POST ${api}`, { body });
  const { id } = created.data;
  expect(created.status).toBe(201);
  expect(created.headers).toMatchObject({ etag: '"1"', location: `${api}/${id}` });
  expect(created.data).toMatchObject(body);

  const read = await app.request(`GET ${api}/${id}`);
  expect(read.status).toBe(200);
  expect(read.data).toEqual(created.data);
});

test("answers 404 where there is none", async () => {
  await using app = await makeApp();
  const answer = await app.request(`GET ${api}/1`);
  expect(answer.status).toBe(404);
  expect(answer.error).toMatchObject({ code: "not_found" });
});

test("refuses wrong input and says where", async () => {
  await using app = await makeApp();
  const valid = await postFactory.build(app.db);
  const body = { ...valid, title: 1 };
  const answer = await app.request(`POST ${api}`, { body });
  expect(answer.status).toBe(422);
  expect(answer.error).toMatchObject({ details: [{ path: "/title" }] });
});

test("refuses a reference to nothing", async () => {
  await using app = await makeApp();
  const valid = await postFactory.build(app.db);
  const body = { ...valid, authorId: 1_000_000 };
  const answer = await app.request(`POST ${api}`, { body });
  expect(answer.status).toBe(422);
  expect(answer.error).toMatchObject({ details: [{ path: "/authorId" }] });
});

test("replaces and changes one", async () => {
  await using app = await makeApp();
  const { id } = await postFactory.create(app.db);
  const body = await postFactory.build(app.db);

  const replaced = await app.request(`PUT ${api}/${id}`, { body });
  expect(replaced.status).toBe(200);
  expect(replaced.data).toMatchObject({ ...body, id, version: 2 });

  const other = await postFactory.build(app.db);
  const change = { title: other.title };
  const changed = await app.request(`PATCH ${api}/${id}`, { body: change });
  expect(changed.status).toBe(200);
  expect(changed.data).toMatchObject({ ...body, ...change, version: 3 });
});

test("does not overwrite what somebody else has changed", async () => {
  await using app = await makeApp();
  const { id } = await postFactory.create(app.db);
  const body = await postFactory.build(app.db);

  const headers = { "if-match": '"1"' };
  const current = await app.request(`PUT ${api}/${id}`, { body, headers });
  expect(current.status).toBe(200);
  const late = await app.request(`PUT ${api}/${id}`, { body, headers });
  expect(late.status).toBe(412);
});

test("deletes one", async () => {
  await using app = await makeApp();
  const { id } = await postFactory.create(app.db);

  const deleted = await app.request(`DELETE ${api}/${id}`);
  expect(deleted.status).toBe(204);
  const again = await app.request(`DELETE ${api}/${id}`);
  expect(again.status).toBe(404);
});
