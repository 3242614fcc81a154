import { expect, test } from "vitest";

import { defineRoutes } from "../../../runtime/http/routes/define-routes.ts";
import { MegaNotFoundError } from "../../../runtime/core/errors/http-errors.ts";
import { serve } from "./serve.ts";

const hello = defineRoutes("/", (route) => {
  route.get("/hello", () => ({ hello: "world" }));
  route.get("/missing", () => {
    throw new MegaNotFoundError("post", { id: 7 });
  });
});

test("answers data in an envelope", async () => {
  await using app = await serve({ routes: { "hello.ts": hello } });
  const answer = await app.inject("/hello");
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toEqual({ ok: true, data: { hello: "world" } });
});

test("answers a thrown MegaError with its status and code", async () => {
  await using app = await serve({ routes: { "hello.ts": hello } });
  const answer = await app.inject("/missing");
  expect(answer.statusCode).toBe(404);
  expect(answer.json()).toEqual({
    ok: false,
    error: { code: "not_found", message: "There is no post with the id 7." },
    meta: { requestId: expect.any(String) },
  });
});
