import { expect, test } from "vitest";

import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { SECRET, serveAsp } from "./support.ts";

const routes = { "api.ts": defineRoutes("/api", (route) => route.get("/hello", () => "hello")) };
const http = { enabledPaths: ["/api/*"] };
const messageOf = (asp: object): Promise<string> =>
  serveAsp({ routes, asp }).then(
    () => "started",
    (error: Error) => error.message,
  );

test("a short secret stops the start by its key, and is not said", async () => {
  const master = await messageOf({ masterSecret: "too-short-to-be-safe", http });
  expect(master).toMatch(/app\.config\.ts: `asp\.masterSecret` .*32/);
  expect(master).not.toContain("too-short-to-be-safe");
  const keys = await messageOf({ keys: { old: SECRET, new: "also-too-short" }, http });
  expect(keys).toMatch(/app\.config\.ts: `asp\.keys\.new` .*32/);
  expect(keys).not.toMatch(/also-too-short|keys\.old/);
});

test("masterSecret and keys together stop the start", async () => {
  const both = await messageOf({ masterSecret: SECRET, keys: { one: SECRET }, http });
  expect(both).toMatch(/app\.config\.ts: `asp` .*`masterSecret` or `keys`, not both/);
  expect(both).not.toContain(SECRET);
});

test("a key id that no header can carry, and a path that is none, are named together", async () => {
  const wrong = await messageOf({ keys: { "a b": SECRET }, http: { enabledPaths: ["api/*"], driftMs: 0 } });
  expect(wrong).toMatch(/key id of letters/);
  expect(wrong).toMatch(/asp\.http\.enabledPaths/);
  expect(wrong).toMatch(/asp\.http\.driftMs/);
});
