import { expect, test } from "vitest";

import { defineRoutes } from "../../../runtime/http/routes/define-routes.ts";
import { serve } from "./serve.ts";

const view = (text: string) => ({ home: { file: "apps/main/views/home.hbs", text } });

test("an exchange compiles only what differs", async () => {
  const routes = defineRoutes("/", (route) => route.get("/", (_req, reply) => reply.view("home")));
  const locales = { en: { word: "one" } };
  await using app = await serve({ routes: { "home.ts": routes }, locales, views: { home: "{{t 'word'}} v1" } });
  const [main] = app.runtime.apps;
  const page = async (): Promise<string> => (await app.inject("/")).body;
  expect(await page()).toBe("one v1");
  const { languages } = main!;

  const otherView = await main!.prepareTexts({ locales, views: view("{{t 'word'}} v2") });
  expect(await page()).toBe("one v1");
  otherView();
  expect([await page(), main!.languages]).toEqual(["one v2", languages]);
  expect(main!.languages).toBe(languages);

  (await main!.prepareTexts({ locales: { en: { word: "two" } }, views: view("{{t 'word'}} v2") }))();
  expect(await page()).toBe("two v2");
  expect(main!.languages).not.toBe(languages);
});
