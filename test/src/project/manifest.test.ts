import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import type { Manifest } from "../../../runtime/manifest.ts";
import { findManifest, renderManifest } from "../../../src/project/manifest.ts";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "mega [manifest] 한글 "));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

/** Renders the manifest of the files and loads it as a module. */
async function load(): Promise<Manifest> {
  const source = renderManifest(findManifest(root), {
    specifier: (file) => new URL(`file://${root}/${file}`).href,
  });
  await write({ "manifest.mjs": source });
  return ((await import(join(root, "manifest.mjs"))) as { default: Manifest }).default;
}

test("finds what the folders say, sorted, without tests and declarations", async () => {
  const empty = "export default {}";
  await write({
    "mega.config.ts": empty,
    "apps/main/app.config.ts": empty,
    "apps/main/routes/b.ts": empty,
    "apps/main/routes/B.ts": empty,
    "apps/main/routes/pages/a.ts": empty,
    "apps/main/routes/b.test.ts": empty,
    "apps/main/routes/b.spec.ts": empty,
    "apps/main/routes/b.d.ts": empty,
    "apps/main/routes/readme.md": "",
    "apps/main/services/admin/posts.ts": empty,
    "apps/main/models/post.ts": empty,
    "apps/main/locales/server/en.json": '\uFEFF{ "hello": "Hello" }',
    "apps/main/views/posts/_form.hbs": "<b>{{`}}",
    "apps/main/views/layout.hbs": "{{{body}}}",
    "apps/main/public/app.css": "",
    "apps/other/routes/x.ts": empty,
    "db/migrations/2-b.ts": empty,
    "db/migrations/1-a.ts": empty,
    "db/migrations/deep/3-c.ts": empty,
    "db/seeds/posts.ts": empty,
  });
  expect(findManifest(root)).toEqual({
    config: "mega.config.ts",
    apps: [
      {
        name: "main",
        config: "apps/main/app.config.ts",
        routes: ["apps/main/routes/B.ts", "apps/main/routes/b.ts", "apps/main/routes/pages/a.ts"],
        services: ["apps/main/services/admin/posts.ts"],
        locales: { en: { hello: "Hello" } },
        views: {
          layout: { file: "apps/main/views/layout.hbs", text: "{{{body}}}" },
          "posts/_form": { file: "apps/main/views/posts/_form.hbs", text: "<b>{{`}}" },
        },
        publicDir: "apps/main/public",
      },
    ],
    migrations: ["db/migrations/1-a.ts", "db/migrations/2-b.ts"],
    seeds: ["db/seeds/posts.ts"],
  });
});

test("renders a module that carries data and loads files only when asked", async () => {
  await write({
    "mega.config.ts": "",
    "apps/main/app.config.ts": "",
    "apps/main/locales/server/ko.json": '{ "__proto__": { "x": "1" }, "a": "`${b}`\\u2028" }',
    "apps/main/views/a.hbs": '</script>`${x}`"\u2028',
    "db/migrations/1-throws.ts": "",
  });
  const manifest = await load();
  const [app] = manifest.apps;
  expect(Object.keys(app?.locales["ko"] ?? {})).toEqual(["__proto__", "a"]);
  expect(app?.views["a"]).toEqual({ file: "apps/main/views/a.hbs", text: '</script>`${x}`"\u2028' });
  expect(app?.publicDir).toBeNull();
  expect(manifest.migrations.map(({ file }) => file)).toEqual(["db/migrations/1-throws.ts"]);
});

test.each(['a"); process.exit(1); ("', "a'b", "a`${b}`", "a\\b", "한글 글", "a\nb"])(
  "a file named %j is only a name",
  async (name) => {
    await write({ "mega.config.ts": "", "apps/main/app.config.ts": "", [`apps/main/routes/${name}.ts`]: "" });
    const found = findManifest(root);
    expect(found.apps[0]?.routes).toEqual([`apps/main/routes/${name}.ts`]);
    const manifest = await load();
    expect(manifest.apps[0]?.routes.map(({ file }) => file)).toEqual([`apps/main/routes/${name}.ts`]);
  },
);

test.each([
  ["{ nope", /apps\/main\/locales\/server\/en\.json is not a file of messages: /],
  ["[1]", /it is not an object of messages/],
])("messages that are %j are refused with their file", async (text, message) => {
  await write({ "apps/main/app.config.ts": "", "apps/main/locales/server/en.json": text });
  expect(() => findManifest(root)).toThrow(message);
  expect(() => findManifest(root)).toThrow(expect.objectContaining({ code: "locale_invalid", exitCode: 1 }));
});
