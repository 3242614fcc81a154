import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";

const repository = process.cwd();
let project = "";

const FILES: Readonly<Record<string, string>> = {
  "package.json": `{ "name": "blog", "type": "module", "dependencies": { "mega-framework": "*" } }`,
  "mega.config.ts": `import { defineConfig } from "mega-framework";
export default defineConfig({ name: "blog", databases: { main: { driver: "sqlite", file: "data/blog.db" } } });`,
  "vitest.config.ts": `import { defineConfig } from "vitest/config";
import { mega } from "mega-framework/testing/vitest";
export default defineConfig({ plugins: [mega()] });`,
  "apps/main/app.config.ts": `import { defineAppConfig } from "mega-framework";
export default defineAppConfig({});`,
  "apps/main/locales/server/en.json": `{ "post": { "title": "Title" } }`,
  "apps/main/models/post.ts": `import { defineModel, field, type Row } from "mega-framework";
export const Post = defineModel("posts", { title: field.string({ unique: true }), published: field.boolean({ default: false }) });
export type Post = Row<typeof Post>;
declare module "mega-framework" { interface Tables { posts: typeof Post } }`,
  "apps/main/services/posts.ts": `import { MegaService, paginate, type Static } from "mega-framework";
import { Post } from "../models/post.ts";
export default class PostsService extends MegaService {
  list(query: Static<typeof Post.list>) { return paginate(this.db.selectFrom("posts"), Post, query); }
  create(input: Static<typeof Post.create>) {
    return this.db.insertInto("posts").values(input).returningAll().executeTakeFirstOrThrow();
  }
}
declare module "mega-framework" { interface Services { posts: PostsService } }`,
  "apps/main/routes/posts.ts": `import { defineRoutes } from "mega-framework";
import { Post } from "../models/post.ts";
export default defineRoutes("/api/posts", (route) => {
  route.get("/", { query: Post.list, response: Post.page }, (req, _reply, ctx) => ctx.services.posts.list(req.query));
  route.post("/", { body: Post.create, response: { 201: Post.row } }, (req, reply, ctx) => {
    reply.code(201);
    return ctx.services.posts.create(req.body);
  });
});`,
  "apps/main/routes/pages/posts.ts": `import { defineRoutes, submitForm } from "mega-framework";
import { Post } from "../../models/post.ts";
export default defineRoutes("/posts", (route) => {
  route.get("/new", (_req, reply) => reply.view("posts/new"));
  route.post("/", async (_req, reply, ctx) => {
    const form = await submitForm(Post, ctx, (input) => ctx.services.posts.create(input));
    if (!form.ok) return reply.code(form.status).view("posts/new", { form });
    return reply.redirect("/posts/" + form.data.id, 303);
  });
});`,
  "apps/main/views/layout.hbs": `<!doctype html><title>Blog</title>{{{body}}}`,
  "apps/main/views/posts/new.hbs": `<form method="post" action="/posts">{{csrf}}
<input name="title" value="{{form.values.title}}">{{form.errors.title}}{{form.message}}<input type="checkbox" name="published"></form>`,
  "db/migrations/20260101000000-create-posts.ts": `import { defineMigration } from "mega-framework";
export default defineMigration({
  up: (schema) => schema.create("posts", (table) => { table.id(); table.string("title", { unique: true }); table.boolean("published", { default: false }); table.version(); table.timestamps(); }),
  down: (schema) => schema.drop("posts"),
});`,
  "db/factories/post.ts": `import { defineFactory } from "mega-framework";
export const postFactory = defineFactory("posts", (n) => ({ title: \`Title \${n}\` }));`,
  "test/posts.test.ts": `import { isMegaError } from "mega-framework";
import { makeApp } from "mega-framework/testing";
import { expect, test } from "vitest";
import { postFactory } from "../db/factories/post.ts";

test.concurrent.each([1, 2, 3])("starts migrated and empty %i", async () => {
  await using app = await makeApp();
  expect((await app.request("/api/posts")).data).toEqual([]);
  const created = await app.request("POST /api/posts", { body: { title: "Hello" } });
  expect(created).toMatchObject({ status: 201, data: { title: "Hello", published: false } });
  expect((await app.request("POST /api/posts", { body: { title: "Hello" } })).error).toMatchObject({
    code: "unique_violation", details: [{ path: "/title" }],
  });
});
test("factories", async () => {
  await using app = await makeApp();
  const row = await postFactory.create(app.db, { published: true });
  expect(row).toMatchObject({ id: 1, published: true, version: 1 });
  expect((await app.request("GET /api/posts?published=true")).data).toEqual([row]);
});
test("forms", async () => {
  await using app = await makeApp();
  const made = await app.submit("/posts/new", { title: "From a form", published: true });
  expect(made).toMatchObject({ status: 303, headers: { location: "/posts/1" } });
  const again = await app.submit("/posts/new", { title: "From a form" });
  expect(again.status).toBe(409);
  expect(again.text).toContain('value="From a form">Is taken already');
});
test("one instance of the framework", async () => {
  await using app = await makeApp();
  const error = await app.db.insertInto("posts").values({ title: null as never }).execute().catch((it: unknown) => it);
  expect(isMegaError(error)).toBe(true);
});`,
};

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "mega vitest 한글 "));
  for (const [path, text] of Object.entries(FILES)) {
    await mkdir(dirname(join(project, path)), { recursive: true });
    await writeFile(join(project, path), text);
  }
  await mkdir(join(project, "node_modules"));
  await symlink(repository, join(project, "node_modules/mega-framework"));
  for (const name of ["vitest", "better-sqlite3"]) {
    await symlink(join(repository, "node_modules", name), join(project, "node_modules", name));
  }
});
afterAll(() => rm(project, { recursive: true, force: true }));

const runVitest = (...args: string[]) =>
  execa(process.execPath, [join(repository, "node_modules/vitest/vitest.mjs"), "run", ...args], {
    cwd: project,
    env: { NO_COLOR: "1", CI: "1", VITEST: "", VITEST_WORKER_ID: "", VITEST_POOL_ID: "", TMPDIR: join(project, "tmp") },
    reject: false,
    all: true,
  });

test("a project's tests find their app, each with a database of its own, and leave nothing behind", async () => {
  await mkdir(join(project, "tmp"), { recursive: true });
  const { all, exitCode } = await runVitest();
  expect(all).toMatch(/Tests {2}6 passed/);
  expect(exitCode).toBe(0);
  expect(readdirSync(join(project, "tmp")).filter((name) => name.startsWith("mega-test-"))).toEqual([]);
  expect(readdirSync(project)).not.toContain("data");
});

test("without the plugin, makeApp says to add it", async () => {
  await writeFile(join(project, "bare.config.ts"), "export default {};");
  const { all, exitCode } = await runVitest("--config", "bare.config.ts");
  expect(exitCode).toBe(1);
  expect(all).toContain("makeApp() found no project.");
});
