import { beforeEach, describe, expect, test } from "vitest";

import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { CookieJar } from "../../../../runtime/testing/cookie-jar.ts";
import { serve, type Served } from "../serve.ts";

const routes = {
  "r.ts": defineRoutes("/", (route) => {
    route.get("/form", (_req, reply) => reply.view("form"));
    route.get("/begun", (_req, reply, ctx) => {
      ctx.session.set("visits" as never, 1 as never);
      return reply.view("form");
    });
    route.post("/sign-in", async (_req, _reply, ctx) => {
      await ctx.session.regenerate({ userId: "7" });
      return "signed in";
    });
    route.post("/password", async (_req, reply, ctx) => {
      await ctx.session.regenerate({ userId: "7" });
      return reply.view("form");
    });
    route.post("/sign-out", async (_req, reply, ctx) => {
      await ctx.session.destroy();
      return reply.view("form");
    });
    route.post("/sent", () => "sent");
  }),
};
const parts = {
  app: { session: { store: { driver: "memory" } } },
  routes,
  views: { form: "<form>{{csrf}}</form><form>{{csrf}}</form>" },
} as const;

/** A browser, which keeps cookies and the token of the form that it saw last. */
class Browser {
  readonly #app: Served;
  readonly jar: CookieJar = new CookieJar();
  token = "";

  constructor(app: Served) {
    this.#app = app;
  }

  async open(url: string): Promise<void> {
    await this.#ask({ method: "GET", url, headers: this.#headers() });
  }

  /** Sends a form with a token: that of the last page unless said. */
  async post(url: string, token = this.token): Promise<number> {
    const headers = { ...this.#headers(), "content-type": "application/x-www-form-urlencoded" };
    return this.#ask({ method: "POST", url, headers, payload: new URLSearchParams({ _csrf: token }).toString() });
  }

  /** The pair that one visitor was given, as another host would write it into the browser of someone else. */
  plant(attacker: Browser): void {
    const [planted = ""] = /__Host-csrf=[^;]*/.exec(attacker.jar.header() ?? "") ?? [];
    this.jar.keep(planted);
  }

  #headers(): Record<string, string> {
    const cookie = this.jar.header();
    return { "sec-fetch-site": "same-origin", ...(cookie === undefined ? {} : { cookie }) };
  }

  async #ask(request: Parameters<Served["inject"]>[0]): Promise<number> {
    const answer = await this.#app.inject(request);
    this.jar.keep(answer.headers["set-cookie"]);
    const tokens = [...answer.body.matchAll(/name="_csrf" value="([^"]+)"/g)];
    this.token = tokens.at(-1)?.[1] ?? this.token;
    return answer.statusCode;
  }
}

describe("the token of a form belongs to the session", () => {
  let app: Served;
  let visitor: Browser;
  beforeEach(async () => {
    app = await serve(parts);
    visitor = new Browser(app);
    await visitor.open("/form");
    return () => app[Symbol.asyncDispose]();
  });

  test("forms work before, while and after somebody signs in", async () => {
    expect(await visitor.post("/sent")).toBe(200);
    expect(await visitor.post("/sign-in")).toBe(200);
    await visitor.open("/form");
    expect(await visitor.post("/sent")).toBe(200);
    // The page of an answer that changes the session has a token for the new one.
    expect(await visitor.post("/password")).toBe(200);
    expect(await visitor.post("/sent")).toBe(200);
    expect(await visitor.post("/sign-out")).toBe(200);
    expect(await visitor.post("/sign-in")).toBe(200);
  });

  test("signing in makes tokens from before worthless", async () => {
    const before = visitor.token;
    await visitor.post("/sign-in");
    expect(await visitor.post("/sent")).toBe(403);
    await visitor.open("/form");
    expect(await visitor.post("/sent", before)).toBe(403);
    expect(await visitor.post("/sent")).toBe(200);
  });

  test("a session that begins without anybody signed in leaves open forms good", async () => {
    const before = visitor.token;
    await visitor.open("/begun");
    expect(await visitor.post("/sent")).toBe(200);
    expect(await visitor.post("/sent", before)).toBe(200);
    const fresh = new Browser(app);
    await fresh.open("/begun");
    expect(await fresh.post("/sent")).toBe(200);
  });

  test.each([
    ["signed out", async () => {}],
    ["in a session of its own", async (attacker: Browser) => attacker.open("/begun")],
    ["signed in", async (attacker: Browser) => void (await attacker.post("/sign-in"))],
  ])("what an attacker got who is %s is refused of somebody who is signed in", async (_who, prepare) => {
    const attacker = new Browser(app);
    await attacker.open("/form");
    await prepare(attacker);
    await attacker.open("/form");
    expect(await attacker.post("/sent")).toBe(200);
    await visitor.post("/sign-in");
    visitor.plant(attacker);
    expect(await visitor.post("/sent", attacker.token)).toBe(403);
    // And it does not stay in the way.
    await visitor.open("/form");
    expect(await visitor.post("/sent", attacker.token)).toBe(403);
    expect(await visitor.post("/sent")).toBe(200);
  });

  test("what was planted before somebody signs in does not go along", async () => {
    const attacker = new Browser(app);
    await attacker.open("/form");
    visitor.plant(attacker);
    expect(await visitor.post("/sent", attacker.token)).toBe(200);
    await visitor.open("/begun");
    expect(await visitor.post("/sign-in")).toBe(200);
    await visitor.open("/form");
    expect(await visitor.post("/sent", attacker.token)).toBe(403);
    expect(await visitor.post("/sent")).toBe(200);
  });
});
