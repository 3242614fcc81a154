import { expect, test } from "vitest";

import { ERROR_PAGE_POLICY } from "../../../../runtime/http/answer/error-page.ts";
import { defineRoutes } from "../../../../runtime/index.ts";
import { listenOn } from "../connection.ts";
import { serve } from "../serve.ts";
import { parse, send } from "./raw.ts";

const DATA = {
  "cross-origin-resource-policy": "same-origin",
  "strict-transport-security": "max-age=31536000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "x-frame-options": "SAMEORIGIN",
};

const PAGE = {
  ...DATA,
  "content-security-policy": ERROR_PAGE_POLICY,
  "cross-origin-opener-policy": "same-origin",
  "origin-agent-cluster": "?1",
  "referrer-policy": "no-referrer",
};

/** What an app says of its own headers is for its own hosts. */
function app(host: string) {
  const routes = { "who.ts": defineRoutes("/", (route) => route.get("/who", () => host)) };
  return { app: { hosts: [host], helmet: false as const }, routes };
}

test.each([
  ["the envelope", "application/json", DATA],
  ["a problem", "application/problem+json", DATA],
  ["a page", "text/html", PAGE],
])("a host that no app has is refused with the security headers of %s", async (_what, accept, headers) => {
  const config = { name: "test", secret: "s".repeat(32), logger: { level: "silent" } } as const;
  const apps = { admin: app("admin.example.com"), shop: app("shop.example.com") };
  await using served = await serve({ config, apps }, { mode: "production" });
  const port = await listenOn(served);
  const ask = (host: string): string =>
    `GET /who HTTP/1.1\r\nhost: ${host}\r\naccept: ${accept}\r\nconnection: close\r\n\r\n`;
  const [refusal] = parse(await send(port, ask("other.example.com")));
  expect(refusal).toMatchObject({ status: 421, headers: { ...headers, "content-type": `${accept}; charset=utf-8` } });
  expect(refusal?.headers).not.toHaveProperty("x-powered-by");
  const [answer] = parse(await send(port, ask("shop.example.com")));
  expect([answer?.status, answer?.body]).toEqual([200, "shop.example.com"]);
});
