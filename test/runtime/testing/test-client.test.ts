import { expect, test } from "vitest";

import { CookieJar } from "../../../runtime/testing/cookie-jar.ts";
import { findPostForm } from "../../../runtime/testing/html-form.ts";
import { makeTestClient, type Inject } from "../../../runtime/testing/test-client.ts";

test("a jar keeps cookies, changes them, and drops what has expired", () => {
  const jar = new CookieJar();
  expect(jar.header()).toBeUndefined();
  jar.keep(["a=1; Path=/; HttpOnly", "b=x=y"]);
  jar.keep("a=2");
  expect(jar.header()).toBe("a=2; b=x=y");
  jar.keep(["a=; Max-Age=0", "b=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"]);
  expect(jar.header()).toBeUndefined();
});

const PAGE = `
<form action="/search"><input name="q"></form>
<FORM class="x" method='POST' action="/posts?a=1&amp;b=2">
  <input type="hidden" name="_csrf" value="t&#x3D;1">
  <input name=title value="&lt;b&gt; &quot;x&quot; &#39;y&#x27;">
  <input type="checkbox" name="published" value="true" checked><input type="checkbox" name="draft">
  <textarea name="body">
one
&amp; two</textarea>
  <select name="state"><option value="">-</option><option value="on" selected>On</option></select>
  <select name="size"><option>small</option><option>large</option></select>
  <button>Save</button>
</FORM><form method="post" action="/other"></form>`;

test("the first form that is posted, as a browser would send it", () => {
  expect(findPostForm(PAGE, "/page")).toEqual({
    action: "/posts?a=1&b=2",
    values: {
      _csrf: "t=1",
      title: `<b> "x" 'y'`,
      published: "true",
      body: "one\n& two",
      state: "on",
      size: "small",
    },
    checkboxes: { published: "true", draft: "on" },
  });
  expect(findPostForm(`<form method="post"></form>`, "/page")?.action).toBe("/page");
  expect(findPostForm("<p>none</p>", "/page")).toBeNull();
});

test("the main part of a page comes before what surrounds it, and a form can be named", () => {
  const page = `<nav><form method="post" action="/sign-out"></form></nav>
<main class="x"><form method="post" action="/posts"></form><form method="post" action="/delete"></form></main>`;
  expect(findPostForm(page, "/page")?.action).toBe("/posts");
  expect(findPostForm(page, "/page", "/delete")?.action).toBe("/delete");
  expect(findPostForm(page, "/page", "/sign-out")?.action).toBe("/sign-out");
  expect(findPostForm(page, "/page", "/none")).toBeNull();
});

function echo(answers: Record<string, { headers?: Record<string, string>; payload: string }> = {}) {
  const seen: Parameters<Inject>[0][] = [];
  const client = makeTestClient(async (request) => {
    seen.push(request);
    const { headers = {}, payload } = answers[`${request.method} ${request.url}`] ?? { payload: "{}" };
    return { statusCode: 200, headers, payload };
  });
  return { client, seen };
}

test("requests carry JSON, forms, queries and the cookies that were set", async () => {
  const { client, seen } = echo({ "GET /": { headers: { "set-cookie": "sid=1" }, payload: "" } });
  await client.request("/");
  await client.request("POST /a", { body: { x: 1 }, query: { n: 2 } });
  await client.request("POST /b", { form: { a: "1 &", b: null, c: false, d: true }, headers: { "x-y": "z" } });
  expect(seen.slice(1)).toEqual([
    {
      method: "POST",
      url: "/a",
      query: { n: "2" },
      headers: { cookie: "sid=1", "content-type": "application/json" },
      payload: '{"x":1}',
    },
    {
      method: "POST",
      url: "/b",
      query: {},
      headers: { cookie: "sid=1", "content-type": "application/x-www-form-urlencoded", "x-y": "z" },
      payload: "a=1+%26&b=&d=true",
    },
  ]);
  await expect(client.request("posts")).rejects.toThrow('"posts" is no request');
});

test("answers come parsed, with the envelope's parts", async () => {
  const payload = '{"ok":false,"error":{"code":"x"},"meta":{"requestId":"1"}}';
  const headers = { "content-type": "application/problem+json; charset=utf-8" };
  const { client } = echo({ "GET /e": { headers, payload }, "GET /t": { payload: "text" } });
  expect(await client.request("/e")).toMatchObject({ error: { code: "x" }, meta: { requestId: "1" }, text: payload });
  expect(await client.request("/t")).toMatchObject({ body: "text", data: undefined, error: undefined });
});

test("submitting sends what the page holds and what was typed over it", async () => {
  const { client, seen } = echo({ "GET /page": { payload: PAGE } });
  await client.submit("/page", { title: "new", published: false, draft: true });
  expect(seen[1]).toMatchObject({
    method: "POST",
    url: "/posts?a=1&b=2",
    headers: { "sec-fetch-site": "same-origin" },
  });
  expect(Object.fromEntries(new URLSearchParams(seen[1]?.payload))).toEqual({
    _csrf: "t=1",
    title: "new",
    draft: "on",
    body: "one\n& two",
    state: "on",
    size: "small",
  });
  await expect(client.submit("/none")).rejects.toThrow("GET /none answered 200 without a form");
});
