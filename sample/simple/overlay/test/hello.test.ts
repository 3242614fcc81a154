import { makeApp } from "mega-framework/testing";
import { expect, test } from "vitest";

test("greets by name", async () => {
  await using app = await makeApp();
  const answer = await app.request("GET /hello/Ada");
  expect(answer.status).toBe(200);
  expect(answer.data).toEqual({ greeting: "Hello, Ada" });
});

test("refuses a name that is too long, and says where", async () => {
  await using app = await makeApp();
  const answer = await app.request(`GET /hello/${"a".repeat(41)}`);
  expect(answer.status).toBe(422);
  expect(answer.error).toMatchObject({
    code: "validation_failed",
    details: [{ path: "/name", rule: "maxLength" }],
  });
});
