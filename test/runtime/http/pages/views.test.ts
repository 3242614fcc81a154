import { describe, expect, test } from "vitest";

import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { serve, type ProjectParts } from "../serve.ts";

class Hidden {
  get secret(): string {
    return "secret";
  }
}

const routes = {
  "pages.ts": defineRoutes("/", (route) => {
    route.get("/", (_req, reply) =>
      reply.view("home", { name: "<b>Kim</b>", day: "2026-01-31", hidden: new Hidden() }),
    );
    route.get("/async", async (_req, reply) => reply.code(422).view("home", {}));
    route.get("/plain", (_req, reply) => reply.view("home", { name: "Kim" }, { layout: false }));
    route.get("/admin", (_req, reply) => reply.view("home", { name: "Kim" }, { layout: "layouts/admin" }));
    route.get("/named/*", (req, reply) => reply.view((req.params as { "*": string })["*"]));
    route.get("/missing", (_req, reply) => reply.view("hmoe"));
    route.get("/list", (_req, reply) => reply.view("posts/index", { posts: [{ title: "<i>" }] }));
    route.get("/user", { before: [(_req, _reply, ctx) => void (ctx.user = "Kim")] }, (_req, reply, ctx) =>
      reply.view("home", { name: String(ctx.user) }),
    );
  }),
};

function parts(views: Readonly<Record<string, string>>): ProjectParts {
  return { routes, views, locales: { en: { hello: "Hello, {name}!" } } };
}

async function render(views: Readonly<Record<string, string>>, url = "/"): Promise<string> {
  await using app = await serve(parts(views));
  const answer = await app.inject(url);
  return answer.statusCode === 500 ? `500 ${answer.json().error.code}` : answer.body;
}

test("values are escaped", async () => {
  expect(await render({ home: "<p>{{name}}</p>" })).toBe("<p>&lt;b&gt;Kim&lt;/b&gt;</p>");
});

test("a page is HTML with the status that was set", async () => {
  await using app = await serve(parts({ home: "x" }));
  const answer = await app.inject("/async");
  expect([answer.statusCode, answer.headers["content-type"], answer.body]).toEqual([
    422,
    "text/html; charset=utf-8",
    "x",
  ]);
});

test("a page is put into the layout, which sees the page's data", async () => {
  expect(await render({ home: "<p>Hi</p>", layout: "<title>{{name}}</title>{{{body}}}" })).toBe(
    "<title>&lt;b&gt;Kim&lt;/b&gt;</title><p>Hi</p>",
  );
});

test("files that start with _ are partials by path", async () => {
  expect(
    await render(
      { "posts/index": "{{#each posts}}{{> posts/row}}{{/each}}{{> foot}}", "posts/_row": "<li>{{title}}", _foot: "!" },
      "/list",
    ),
  ).toBe("<li>&lt;i&gt;!");
});

test("a partial that stands indented adds no spaces to its lines", async () => {
  const views = { home: "<form>\n  {{> field}}\n</form>", _field: "<textarea>\n{{name}}</textarea>\n" };
  expect(await render(views)).toContain("<textarea>\n&lt;b&gt;Kim&lt;/b&gt;</textarea>");
});

test("texts, dates and comparisons", async () => {
  expect(
    await render({ home: '{{t "hello" name="Kim"}} {{@locale}} {{date day}} {{#if (eq day "2026-01-31")}}yes{{/if}}' }),
  ).toBe("Hello, Kim! en Jan 31, 2026 yes");
});

test("a text's arguments are escaped", async () => {
  expect(await render({ home: '{{t "hello" name=name}}' })).toBe("Hello, &lt;b&gt;Kim&lt;/b&gt;!");
});

test("prototypes are out of reach", async () => {
  expect(
    await render({ home: "[{{hidden.secret}}][{{hidden.constructor}}][{{name.constructor.name}}][{{__proto__}}]" }),
  ).toBe("[][][][]");
});

test("a missing view names the file to create and the near one", async () => {
  await using app = await serve(parts({ home: "x", layout: "y" }), { mode: "development" });
  expect((await app.inject("/missing")).json().error).toEqual({
    code: "view_missing",
    message: 'There is no view apps/main/views/hmoe.hbs; did you mean "home"?',
    hint: "Create apps/main/views/hmoe.hbs.",
  });
});

test("a view that cannot be read names its line", async () => {
  await using app = await serve(parts({ home: "<p>\n{{#if name}}" }), { mode: "development" });
  expect((await app.inject("/")).json().error).toMatchObject({
    code: "view_invalid",
    message: "apps/main/views/home.hbs:2:1: `{{#if name}}` is not closed",
  });
});

describe("a mistake names the file it is in", () => {
  async function failure(views: Readonly<Record<string, string>>, url = "/"): Promise<Record<string, string>> {
    await using app = await serve(parts(views), { mode: "development" });
    const answer = await app.inject(url);
    expect(answer.statusCode).toBe(500);
    return answer.json<{ error: Record<string, string> }>().error;
  }
  const message = (file: string, reason: RegExp): object => ({
    code: "view_failed",
    message: expect.stringMatching(new RegExp(`^apps/main/views/${file} cannot be rendered.*${reason.source}`, "s")),
  });

  test("a partial that is not there, by the view that asks for it", async () => {
    expect(await failure({ home: "{{> gone}}", _form: "x" })).toMatchObject(message("home.hbs", /gone/));
  });

  test("a partial that cannot be read, whoever uses it", async () => {
    const views = { home: "{{> posts/row}}", "posts/_row": "{{#if}}" };
    expect(await failure(views)).toMatchObject({
      code: "view_invalid",
      message: "apps/main/views/posts/_row.hbs:1:1: `{{#if}}` is not closed",
    });
  });

  test("a helper that is not there, in a partial of a partial", async () => {
    const views = { home: "{{> outer}}", _outer: "{{> inner}}", _inner: '{{shout "x"}}' };
    expect(await failure(views)).toMatchObject(message("_inner.hbs", /shout/));
  });

  test("the layout", async () => {
    expect(await failure({ home: "x", layout: "{{{body}}" })).toMatchObject({
      code: "view_invalid",
      message: "apps/main/views/layout.hbs:1:8: Unexpected `}}`",
    });
  });

  test("a layout that is not there", async () => {
    expect(await failure({ home: "x", layout: "y" }, "/admin")).toMatchObject({
      code: "view_missing",
      message: expect.stringContaining("apps/main/views/layouts/admin.hbs"),
      hint: "Create apps/main/views/layouts/admin.hbs.",
    });
  });

  test("a partial that calls itself without end", async () => {
    expect(await failure({ home: "{{> loop}}", _loop: "{{> loop}}" })).toMatchObject(message("_loop.hbs", /stack/));
  });
});

test("a partial is given a context, values and a block", async () => {
  const views = {
    home: '{{#> box title="T"}}<p>{{name}}</p>{{/box}}{{> word hidden}}{{#> none}}as it is{{/none}}',
    _box: "<h1>{{title}}</h1>{{> @partial-block}}",
    _word: "[{{@locale}}]",
  };
  expect(await render(views)).toBe("<h1>T</h1><p>&lt;b&gt;Kim&lt;/b&gt;</p>[en]as it is");
});

test("a value is escaped for an attribute too, and only three braces or a helper's own markup are not", async () => {
  const views = { home: `<a title="{{text}}" href='{{text}}'>{{{text}}}{{t "hello" name=text}}{{json list}}</a>` };
  const text = `"'<>&\`=`;
  const routes_ = {
    "r.ts": defineRoutes("/", (route) => route.get("/", (_req, reply) => reply.view("home", { text, list: ["<"] }))),
  };
  await using app = await serve({ routes: routes_, views, locales: { en: { hello: "<{name}>" } } });
  const safe = "&quot;&#x27;&lt;&gt;&amp;&#x60;&#x3D;";
  expect((await app.inject("/")).body).toBe(
    `<a title="${safe}" href='${safe}'>${text}&lt;${safe}&gt;[&quot;&lt;&quot;]</a>`,
  );
});

test("a view sees what middleware has put on the ctx", async () => {
  expect(await render({ home: "{{name}} {{@user}}" }, "/user")).toBe("Kim Kim");
});

test("a page stands in the layout it names, or in none", async () => {
  const views = {
    home: "<p>{{name}}</p>",
    layout: "<main>{{{body}}}</main>",
    "layouts/admin": "<div>{{{body}}}</div>",
  };
  expect(await render(views)).toContain("<main><p>");
  expect(await render(views, "/plain")).toBe("<p>Kim</p>");
  expect(await render(views, "/admin")).toBe("<div><p>Kim</p></div>");
  expect(await render({ home: "x" }, "/admin")).toBe("500 internal_error");
});

test.each([
  "../secret",
  "..%2f..%2fpackage.json",
  "%5c..%5csecret",
  "constructor",
  "__proto__",
  "home%00",
  "/etc/passwd",
])("the name %s is no view", async (name) => {
  await using app = await serve(parts({ home: "home" }), { mode: "development" });
  const answer = await app.inject(`/named/${name}`);
  expect([400, 404, 500]).toContain(answer.statusCode);
  if (answer.statusCode === 500) expect(answer.json().error.code).toBe("view_missing");
  expect(answer.body).not.toContain("root:");
});
