import { makeApp } from "mega-framework/testing";
import { expect, test } from "vitest";
import { authorFactory } from "../../db/factories/author.ts";

const pages = "/authors";

test("shows the list, empty and filled", async () => {
  await using app = await makeApp();
  expect((await app.request(`GET ${pages}`)).text).toContain('class="empty"');

  const { id } = await authorFactory.create(app.db);
  expect((await app.request(`GET ${pages}`)).text).toContain(`${pages}/${id}`);
});

test("makes one with the form", async () => {
  await using app = await makeApp();
  const made = await app.submit(`${pages}/new`, {
    name: "Name 1",
    email: "user1@example.com",
    bio: "Bio 1",
  });
  expect(made.status).toBe(303);

  const page = await app.request(`GET ${made.headers.location}`);
  expect(page.status).toBe(200);
  expect(page.text).toContain("Name 1");
});

test("shows the form again with what is wrong", async () => {
  await using app = await makeApp();
  const typed = { name: "x".repeat(81) };
  const answer = await app.submit(`${pages}/new`, typed);
  expect(answer.status).toBe(422);
  expect(answer.text).toContain('id="name-error"');
});

test("saves the form as it is shown, and refuses an outdated one", async () => {
  await using app = await makeApp();
  const { id } = await authorFactory.create(app.db);

  const saved = await app.submit(`${pages}/${id}/edit`, {});
  expect(saved.status).toBe(303);
  const late = await app.submit(`${pages}/${id}/edit`, { version: "1" });
  expect(late.status).toBe(412);
});

test("deletes one", async () => {
  await using app = await makeApp();
  const { id } = await authorFactory.create(app.db);

  const deleted = await app.submit(`${pages}/${id}`, {});
  expect(deleted.status).toBe(303);
  expect((await app.request(`GET ${pages}/${id}`)).status).toBe(404);
});

test("shows HTML as text", async () => {
  await using app = await makeApp();
  const values = { name: "<b>bold</b>" };
  const { id } = await authorFactory.create(app.db, values);
  const page = await app.request(`GET ${pages}/${id}`);
  expect(page.text).toContain("&lt;b&gt;bold&lt;/b&gt;");
});
