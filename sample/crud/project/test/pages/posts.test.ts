import { makeApp } from "mega-framework/testing";
import { expect, test } from "vitest";
import { postFactory } from "../../db/factories/post.ts";

const pages = "/posts";

test("shows the list, empty and filled", async () => {
  await using app = await makeApp();
  expect((await app.request(`GET ${pages}`)).text).toContain('class="empty"');

  const { id } = await postFactory.create(app.db);
  expect((await app.request(`GET ${pages}`)).text).toContain(`${pages}/${id}`);
});

test("makes one with the form", async () => {
  await using app = await makeApp();
  const made = await app.submit(`${pages}/new`, {
    title: "Title 1",
    body: "Body 1",
  });
  expect(made.status).toBe(303);

  const page = await app.request(`GET ${made.headers.location}`);
  expect(page.status).toBe(200);
  expect(page.text).toContain("Title 1");
});

test("shows the form again with what is wrong", async () => {
  await using app = await makeApp();
  const typed = { title: "x".repeat(256) };
  const answer = await app.submit(`${pages}/new`, typed);
  expect(answer.status).toBe(422);
  expect(answer.text).toContain('id="title-error"');
});

test("saves the form as it is shown, and refuses an outdated one", async () => {
  await using app = await makeApp();
  const { id } = await postFactory.create(app.db);

  const saved = await app.submit(`${pages}/${id}/edit`, {});
  expect(saved.status).toBe(303);
  const late = await app.submit(`${pages}/${id}/edit`, { version: "1" });
  expect(late.status).toBe(412);
});

test("deletes one", async () => {
  await using app = await makeApp();
  const { id } = await postFactory.create(app.db);

  const deleted = await app.submit(`${pages}/${id}`, {});
  expect(deleted.status).toBe(303);
  expect((await app.request(`GET ${pages}/${id}`)).status).toBe(404);
});

test("shows HTML as text", async () => {
  await using app = await makeApp();
  const values = { title: "<b>bold</b>" };
  const { id } = await postFactory.create(app.db, values);
  const page = await app.request(`GET ${pages}/${id}`);
  expect(page.text).toContain("&lt;b&gt;bold&lt;/b&gt;");
});
