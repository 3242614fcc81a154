import { makeApp } from "mega-framework/testing";
import { expect, test } from "vitest";

test("the start page shows the next steps", async () => {
  await using app = await makeApp();
  const answer = await app.request("GET /");
  expect(answer.status).toBe(200);
  expect(answer.headers["content-type"]).toContain("text/html");
  expect(answer.text).toContain("npx mega scaffold crud");
});
