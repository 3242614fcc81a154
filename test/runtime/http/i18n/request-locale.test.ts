import { describe, expect, test } from "vitest";
import { Type } from "typebox";

import { MegaForbiddenError, MegaNotFoundError } from "../../../../runtime/core/errors/http-errors.ts";
import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { serve, type ProjectParts } from "../serve.ts";
import { loggedTo } from "../support.ts";

const locales = {
  en: { hello: "Hello {name}" },
  ko: { hello: "{name} 님, 안녕하세요" },
  "pt-BR": {},
};
const routes = {
  "all.ts": defineRoutes("/", (route) => {
    route.get("/hello", (_req, _reply, ctx) => ctx.t("hello", { name: "Kim" }));
    route.get("/locale", (_req, _reply, ctx) => ctx.locale);
    route.get("/own", (_req, _reply, ctx) => {
      (ctx as { locale: string }).locale = "ko-KR";
      return ctx.t("hello", { name: "Kim" });
    });
    route.get("/plain", () => "plain");
    route.get("/typo", (_req, _reply, ctx) => ctx.t("helo"));
    route.get("/gone", () => {
      throw new MegaNotFoundError("글", { id: 3 });
    });
    route.get("/mine", () => {
      throw new MegaForbiddenError("Only mine.");
    });
    route.get(
      "/strict",
      { query: Type.Object({ n: Type.Optional(Type.Integer()) }, { additionalProperties: false }) },
      (req) => req.query.n ?? null,
    );
    route.post("/posts", { body: Type.Object({ title: Type.String({ minLength: 2 }) }) }, () => "ok");
  }),
};
const project: ProjectParts = { routes, locales };

describe("the language of an answer", () => {
  test.each<[string, { url: string; headers: Record<string, string> }, readonly (string | undefined)[]]>([
    ["the default", { url: "/locale", headers: {} }, ["en", "Cookie, Accept-Language"]],
    [
      "Accept-Language",
      { url: "/locale", headers: { "accept-language": "fr, ko-KR;q=0.9" } },
      ["ko", "Cookie, Accept-Language"],
    ],
    [
      "what nobody speaks",
      { url: "/locale", headers: { "accept-language": "fr;q=0.9, xx" } },
      ["en", "Cookie, Accept-Language"],
    ],
    ["the cookie", { url: "/locale", headers: { cookie: "a=b; lang=ko", "accept-language": "en" } }, ["ko", "Cookie"]],
    [
      "a cookie of nonsense",
      { url: "/locale", headers: { cookie: "lang=%00%ff", "accept-language": "ko" } },
      ["ko", "Cookie, Accept-Language"],
    ],
    ["the query", { url: "/locale?a=1&lang=ko", headers: { cookie: "lang=en" } }, ["ko", undefined]],
    ["a query that is said twice", { url: "/locale?lang=ko&lang=en", headers: {} }, ["ko", undefined]],
    [
      "a query of nonsense",
      { url: "/locale?lang=../../etc", headers: { "accept-language": "ko" } },
      ["ko", "Cookie, Accept-Language"],
    ],
    ["an empty query", { url: "/locale?lang=", headers: {} }, ["en", "Cookie, Accept-Language"]],
    ["a part of a language", { url: "/locale?lang=pt", headers: {} }, ["pt-BR", undefined]],
  ])("comes from %s", async (_name, request, [locale, vary]) => {
    await using app = await serve(project);
    const answer = await app.inject(request);
    expect(answer.body).toBe(locale);
    expect(answer.headers["content-language"]).toBe(locale);
    expect(answer.headers["vary"]).toBe(vary);
  });

  test("is that of the texts", async () => {
    await using app = await serve(project);
    expect((await app.inject("/hello?lang=ko")).body).toBe("Kim 님, 안녕하세요");
    expect((await app.inject("/hello?lang=pt-BR")).body).toBe("Hello Kim");
  });

  test("may be set by the app", async () => {
    await using app = await serve(project);
    expect((await app.inject("/own?lang=en")).body).toBe("Kim 님, 안녕하세요");
  });

  test("an answer without texts depends on nothing", async () => {
    await using app = await serve(project);
    const { headers } = await app.inject("/plain?lang=ko");
    expect([headers["content-language"], headers["vary"]]).toEqual([undefined, undefined]);
  });

  test("is always the same in an app of one language, or none", async () => {
    for (const only of [{ ko: { hello: "안녕 {name}" } }, {}] as const) {
      await using app = await serve({ routes, locales: only, app: { locales: { default: "ko" } } });
      const answer = await app.inject({ url: "/locale?lang=en", headers: { "accept-language": "en" } });
      expect([answer.body, answer.headers["vary"], answer.headers["content-language"]]).toEqual([
        "ko",
        undefined,
        undefined,
      ]);
    }
  });

  test("names of the parameter and the cookie are configured, or off", async () => {
    await using app = await serve({ ...project, app: { locales: { query: "hl", cookie: false } } });
    const answer = await app.inject({ url: "/locale?lang=ko&hl=ko", headers: { cookie: "lang=pt-BR" } });
    expect(answer.body).toBe("ko");
    const other = await app.inject({ url: "/locale?lang=ko", headers: { cookie: "lang=ko" } });
    expect([other.body, other.headers["vary"]]).toEqual(["en", "Accept-Language"]);
  });

  test("a route that knows only its own parameters takes the language as well", async () => {
    await using app = await serve(project);
    expect((await app.inject("/strict?lang=ko&n=2")).json().data).toBe(2);
    const refused = await app.inject("/strict?lang=ko&x=2");
    expect(refused.json().error.message).toBe("`x` 항목은 정의되어 있지 않습니다.");
  });
});

describe("failures", () => {
  test("are said in the language of the request; codes stay", async () => {
    await using app = await serve(project);
    const ko = { "accept-language": "ko" };
    const invalid = await app.inject({ method: "POST", url: "/posts", payload: { title: "a" }, headers: ko });
    expect([invalid.statusCode, invalid.headers["content-language"], invalid.headers["vary"]]).toEqual([
      422,
      "ko",
      "Cookie, Accept-Language, Accept",
    ]);
    expect(invalid.json().error).toMatchObject({
      code: "validation_failed",
      message: "`title` 항목은 2자 이상이어야 합니다.",
      details: [{ path: "/title", rule: "minLength", message: "`title` 항목은 2자 이상이어야 합니다" }],
    });
    const said = async (url: string, more: object = {}): Promise<string> => {
      const answer = await app.inject({ url, headers: ko, ...more });
      return answer.json<{ error: { message: string } }>().error.message;
    };
    expect(await said("/nowhere")).toBe("GET /nowhere 경로에는 아무것도 없습니다.");
    expect(await said("/gone")).toBe("id가 3인 글을 찾을 수 없습니다.");
    expect(await said("/mine")).toBe("Only mine.");
    expect(
      await said("/posts", { method: "POST", payload: "{", headers: { ...ko, "content-type": "application/json" } }),
    ).toMatch(/^요청 본문이 올바른 JSON이 아닙니다/);
    expect(
      await said("/posts", { method: "POST", payload: "a", headers: { ...ko, "content-type": "application/xml" } }),
    ).toMatch(/^Content-Type "application\/xml" 형식은 받지 않습니다/);
    expect(await said("/%zz")).toMatch(/./);
  });

  test("pages too", async () => {
    await using app = await serve(project);
    const page = await app.inject({ url: "/nowhere?lang=ko", headers: { accept: "text/html" } });
    expect(page.body).toContain('<html lang="ko">');
    expect(page.body).toContain("<h1>404 찾을 수 없음</h1>");
    expect(page.body).toContain("시작 페이지로");
  });

  test("in the project's own words", async () => {
    const own = { ...locales, ko: { mega: { errors: { route_not_found: "{path}: 없어요" } } } };
    await using app = await serve({ routes, locales: own });
    expect((await app.inject("/nowhere?lang=ko")).json().error.message).toBe("/nowhere: 없어요");
    expect((await app.inject("/nowhere?lang=en")).json().error.message).toBe("There is nothing at GET /nowhere.");
  });

  test("of an app that speaks another language are English", async () => {
    await using app = await serve({ routes, locales: { fr: {} }, app: { locales: { default: "fr" } } });
    expect((await app.inject("/nowhere")).json().error.message).toBe("There is nothing at GET /nowhere.");
  });
});

describe("a missing text", () => {
  test("is told of in development, once", async () => {
    const { stream, lines } = loggedTo();
    await using app = await serve(
      { ...project, config: { logger: { level: "warn" } } },
      { mode: "development", logStream: stream },
    );
    for (const _ of [1, 2]) await app.inject("/typo");
    expect(lines.map(({ key, locale, msg }) => ({ key, locale, msg }))).toEqual([
      {
        key: "helo",
        locale: "en",
        msg: 'apps/main/locales/server/en.json has no text "helo"; the nearest is en: hello',
      },
    ]);
  });

  test("is not told of in production", async () => {
    const { stream, lines } = loggedTo();
    await using app = await serve(
      { ...project, config: { logger: { level: "warn" } } },
      { mode: "test", logStream: stream },
    );
    expect((await app.inject("/typo")).body).toBe("helo");
    expect(lines).toEqual([]);
  });
});

test("a language that the config names and the app has not stops the boot", async () => {
  const wrong = serve({ ...project, app: { locales: { default: "fr", fallback: { ko: "de" } } } });
  await expect(wrong).rejects.toMatchObject({
    code: "config_invalid",
    details: [{ path: "locales.default" }, { path: "locales.fallback.ko" }],
  });
});

test("a broken text stops the boot with its file and key", async () => {
  await expect(serve({ locales: { en: { a: "{", b: "{x, plural" } } })).rejects.toThrow(
    /apps\/main\/locales\/server\/en\.json: "a" .*\n.*"b" /,
  );
});
