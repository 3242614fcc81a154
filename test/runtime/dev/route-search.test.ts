import { expect, test } from "vitest";

import type { RouteInfo } from "../../../runtime/dev/messages.ts";
import { searchRoutes } from "../../../runtime/dev/route-search.ts";

function route(text: string, app = "main"): RouteInfo {
  const [method = "", path = ""] = text.split(" ");
  const limits = { bodyBytes: 1, timeoutMs: null };
  return { app, method, path, from: "project", file: `${app}.ts`, stages: [], limits, schemas: {} };
}

const ROUTES = [
  "GET /",
  "GET /posts",
  "POST /posts",
  "GET /posts/:id",
  "PUT /posts/:id",
  "GET /posts/new",
  "GET /files/*",
].map((text) => route(text));

function found(path: string, method?: string): readonly string[] {
  return searchRoutes(ROUTES, { method, path }).matches.map(
    (match) => `${match.method} ${match.path} ${JSON.stringify(match.params)}`,
  );
}

test.each([
  ["/posts/7", "GET", ['GET /posts/:id {"id":"7"}']],
  ["/posts/7/", "GET", ['GET /posts/:id {"id":"7"}']],
  ["/posts/7?page=2#top", "GET", ['GET /posts/:id {"id":"7"}']],
  ["/posts/a%20b", "GET", ['GET /posts/:id {"id":"a b"}']],
  // What is written out wins over a parameter, as when it is served.
  ["/posts/new", "GET", ["GET /posts/new {}"]],
  ["/posts/new", undefined, ["GET /posts/new {}", 'PUT /posts/:id {"id":"new"}']],
  ["/posts", "HEAD", ["GET /posts {}"]],
  ["/files/a/b.txt", "GET", ['GET /files/* {"*":"a/b.txt"}']],
  ["/", "GET", ["GET / {}"]],
  ["/posts", "DELETE", []],
  ["/nothing", undefined, []],
  ["/%zz", "GET", []],
] as const)("%s for %s", (path, method, matches) => {
  expect(found(path, method)).toEqual(matches);
});

test.each([
  ["/posts/7", "DELETE", ["GET /posts/:id", "PUT /posts/:id"]],
  ["/psts/7", "PUT", ["PUT /posts/:id", "GET /posts/:id"]],
  ["/post", "GET", ["GET /posts", "POST /posts"]],
  ["/completely/else/where", "GET", []],
] as const)("near %s for %s", (path, method, near) => {
  expect(searchRoutes(ROUTES, { method, path }).near.slice(0, near.length || 1)).toEqual(near);
});

test("what takes whatever is left is found, and what is near is told beside it", () => {
  const files: RouteInfo = { ...route("GET /*"), from: "mega", file: null };
  const find = (path: string) => searchRoutes([...ROUTES, files], { method: "GET", path });
  expect(find("/psts/7")).toMatchObject({
    matches: [{ path: "/*" }],
    near: ["GET /posts/:id", "PUT /posts/:id", "GET /posts"],
  });
  expect(find("/posts/7")).toMatchObject({ matches: [{ path: "/posts/:id" }], near: [] });
  expect(find("/files/a").near).toEqual([]);
});

test("each app answers for itself", () => {
  const { matches } = searchRoutes([route("GET /:page", "main"), route("GET /about", "shop")], {
    method: "GET",
    path: "/about",
  });
  expect(matches.map(({ app, path }) => `${app} ${path}`)).toEqual(["main /:page", "shop /about"]);
});
