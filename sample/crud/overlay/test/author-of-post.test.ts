import { makeApp } from "mega-framework/testing";
import { expect, test } from "vitest";
import { authorFactory } from "../db/factories/author.ts";
import { postFactory } from "../db/factories/post.ts";

test("a post knows its author, and the list filters by it", async () => {
  await using app = await makeApp();
  const author = await authorFactory.create(app.db, { name: "Ada" });
  const post = await postFactory.create(app.db, { authorId: author.id });
  await postFactory.create(app.db);

  const answer = await app.request(`GET /api/posts?authorId=${author.id}`);
  expect(answer.data).toMatchObject([{ id: post.id, authorId: author.id }]);
});

test("an author that nobody knows is refused, and the field is named", async () => {
  await using app = await makeApp();
  const body = { ...(await postFactory.build(app.db)), authorId: 99 };
  const answer = await app.request("POST /api/posts", { body });
  expect(answer.status).toBe(422);
  expect(answer.error).toMatchObject({ details: [{ path: "/authorId" }] });
});

test("an author with posts cannot be deleted", async () => {
  await using app = await makeApp();
  const author = await authorFactory.create(app.db);
  await postFactory.create(app.db, { authorId: author.id });
  const answer = await app.request(`DELETE /api/authors/${author.id}`);
  expect(answer.status).toBe(409);
});

test("an address is taken once", async () => {
  await using app = await makeApp();
  const { email } = await authorFactory.create(app.db);
  const body = { ...(await authorFactory.build(app.db)), email };
  const answer = await app.request("POST /api/authors", { body });
  expect(answer.status).toBe(409);
  expect(answer.error).toMatchObject({ details: [{ path: "/email" }] });
});
