import { expect, test } from "vitest";

import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { REPLY_START_SYMBOL } from "../../../../runtime/http/server/request-start.ts";
import { serve } from "../serve.ts";

test("a reply knows when its request arrived, by the app's clock", async () => {
  let now = 1_000;
  const routes = defineRoutes("/", (route) => {
    route.get("/", (_req, reply) => {
      now += 5;
      return { started: reply[REPLY_START_SYMBOL], took: now - reply[REPLY_START_SYMBOL] };
    });
  });
  await using app = await serve({ routes: { "r.ts": routes } }, { clock: { now: () => now } });
  expect((await app.inject("/")).json()).toMatchObject({ data: { started: 1_000, took: 5 } });
  now = 9_000;
  expect((await app.inject("/")).json()).toMatchObject({ data: { started: 9_000, took: 5 } });
});
