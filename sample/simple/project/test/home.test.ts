import { makeApp } from "mega-framework/testing";
import { expect, test } from "vitest";

test("the start answer names the project and the next steps", async () => {
  await using app = await makeApp();
  const answer = await app.request("GET /");
  expect(answer.status).toBe(200);
  expect(answer.data).toMatchObject({ name: "simple" });
});
