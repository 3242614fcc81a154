import { expect, test } from "vitest";

import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { serve } from "../serve.ts";

const OWN = "https://shop.example";
const SITES = [undefined, "same-origin", "none", "same-site", "cross-site", "", "Same-Origin"] as const;
const ORIGINS = [
  undefined,
  OWN,
  "https://admin.example",
  "https://evil.example",
  "https://shop.example:444",
  "null",
  "",
] as const;
const TYPES = [
  "application/json",
  "application/problem+json",
  "application/x-www-form-urlencoded",
  "APPLICATION/X-WWW-FORM-URLENCODED; charset=utf-8",
  "multipart/form-data; boundary=x",
  "text/plain",
  "text/plain;application/json",
  undefined,
] as const;
const TOKENS = ["none", "header", "wrong", "of another visitor", "in the address"] as const;

const routes = defineRoutes("/", (route) => {
  route.get("/form", (_req, reply) => reply.view("form"));
  route.post("/", () => 1);
});

test("every combination of Sec-Fetch-Site, Origin, content type and token", async () => {
  const app = {
    hosts: ["shop.example"],
    rateLimit: false,
    csrf: { trustedOrigins: ["https://admin.example"] },
  } as const;
  await using served = await serve({ app, routes: { "r.ts": routes }, views: { form: "{{csrf}}" } });
  const visitor = async (): Promise<{ cookie: string; token: string }> => {
    const page = await served.inject({ url: "/form", headers: { host: "shop.example" } });
    const cookie = String(page.headers["set-cookie"]).split(";", 1)[0] ?? "";
    return { cookie, token: /value="([^"]+)"/.exec(page.body)?.[1] ?? "" };
  };
  const [{ cookie, token }, other] = [await visitor(), await visitor()];
  const sent = {
    none: undefined,
    header: token,
    wrong: `${token}x`,
    "of another visitor": other.token,
    "in the address": undefined,
  };
  let count = 0;
  const combinations = SITES.flatMap((site) =>
    ORIGINS.flatMap((origin) => TYPES.flatMap((type) => TOKENS.map((held) => ({ site, origin, type, held })))),
  );
  for (const { site, origin, type, held } of combinations) {
    const headers = Object.entries({
      host: "shop.example",
      cookie,
      "sec-fetch-site": site,
      origin,
      "content-type": type,
      "x-csrf-token": sent[held],
    }).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const answer = await served.inject({
      method: "POST",
      url: held === "in the address" ? `/?_csrf=${encodeURIComponent(token)}` : "/",
      headers: Object.fromEntries(headers),
      ...(type === undefined ? {} : { payload: type.includes("json") ? "{}" : "a=1" }),
    });
    const isForged = answer.statusCode === 403 && answer.json().error.code === "csrf_rejected";
    const isOwn =
      site === undefined ? origin === undefined || origin === OWN : site === "same-origin" || site === "none";
    const isForm = type === undefined || !type.startsWith("application/") || /urlencoded/i.test(type);
    const passes = (isOwn || origin === "https://admin.example") && (!isForm || held === "header");
    // A type that is not read at all is 415 before anybody asks for its token.
    const isUnread = answer.statusCode === 415 && (isOwn || origin === "https://admin.example");
    expect(isForged || isUnread, JSON.stringify({ site, origin, type, held, status: answer.statusCode })).toBe(
      isUnread || !passes,
    );
    count++;
  }
  expect(count).toBe(SITES.length * ORIGINS.length * TYPES.length * TOKENS.length);
});
