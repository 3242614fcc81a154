import { inspect } from "node:util";

import { expect, test } from "vitest";

import { ENGLISH } from "../../../../runtime/core/i18n/i18n.ts";
import { loadServices, serviceName } from "../../../../runtime/core/services/load-services.ts";
import { MegaService } from "../../../../runtime/core/services/mega-service.ts";
import { compileServices, type ServiceConstructor } from "../../../../runtime/core/services/services.ts";
import { getLazyHttpCtx } from "../../../../runtime/core/ctx/ctx.ts";

type Any = Record<string, Record<string, unknown> & { readonly ctx: unknown }>;

/** A ctx whose services are these classes. */
function ctxWith(classes: Record<string, unknown>): { services: Any } {
  const services = compileServices("main", classes as Record<string, ServiceConstructor>);
  const app = { config: {}, db: {}, services, localeOf: () => "en", languageIn: () => ENGLISH };
  return getLazyHttpCtx({ app, req: {}, reply: {} } as never) as unknown as { services: Any };
}

test("builds one instance for each ctx, on first touch", () => {
  let built = 0;
  class Posts extends MegaService {
    readonly number = ++built;
  }
  const ctx = ctxWith({ posts: Posts });
  expect(ctx.services).toBeDefined();
  expect(built).toBe(0);
  expect(ctx.services["posts"]).toBe(ctx.services["posts"]);
  expect(built).toBe(1);
  expect(ctx.services["posts"]?.ctx).toBe(ctx);
  expect(ctxWith({ posts: Posts }).services["posts"]?.["number"]).toBe(2);
});

test("services use each other, also in a circle of methods", () => {
  class Posts extends MegaService {
    author(): string {
      return (this.services as unknown as { users: Users }).users.name();
    }
    title(): string {
      return "Hello";
    }
  }
  class Users extends MegaService {
    name(): string {
      return `Kim of ${(this.services as unknown as { posts: Posts }).posts.title()}`;
    }
  }
  const { services } = ctxWith({ posts: Posts, users: Users });
  expect((services["posts"] as unknown as Posts).author()).toBe("Kim of Hello");
});

test("a cycle while building is an error that names it", () => {
  const touch = (name: string): unknown =>
    class extends MegaService {
      readonly other = (this.services as unknown as Any)[name];
    };
  const ctx = ctxWith({ start: touch("posts"), posts: touch("users"), users: touch("posts") });
  expect(() => ctx.services["start"]).toThrowError("posts → users → posts");
  // The failed build leaves nothing behind.
  expect(() => ctx.services["posts"]).toThrowError("posts → users → posts");
});

test("a service has the log, the default database and the other services of its ctx", () => {
  const log = {};
  const main = {};
  const app = { config: {}, db: { main }, services: compileServices("main", { posts: MegaService as never }) };
  const ctx = getLazyHttpCtx({ app, req: { log }, reply: {} } as never) as unknown as { services: Any };
  const service = ctx.services["posts"] as unknown as MegaService;
  expect([service.log, service.db, service.services]).toEqual([log, main, ctx.services]);
  expect(service.services).toBe(ctx.services);
});

test("an unknown service names the near spelling and the file to create", () => {
  const ctx = ctxWith({ blogPosts: class extends MegaService {} });
  expect(() => ctx.services["blogPost"]).toThrowError(
    expect.objectContaining({
      code: "service_missing",
      message: "There is no service `blogPost`; did you mean `blogPosts`?",
      hint: expect.stringContaining("apps/main/services/blog-post.ts"),
    }),
  );
});

test("services are printed as what there is, and none is built for that", () => {
  class Posts extends MegaService {
    constructor(ctx: never) {
      super(ctx);
      throw new Error("built");
    }
  }
  expect(inspect(ctxWith({ posts: Posts }).services)).toBe("{ posts: [class Posts extends MegaService] }");
  expect(inspect(ctxWith({}))).toContain("services");
});

test("services can be looked at without an error", () => {
  const { services } = ctxWith({ posts: class extends MegaService {} });
  expect("posts" in services).toBe(true);
  expect("nope" in services).toBe(false);
  expect(JSON.stringify(services)).toBe("{}");
  expect(services["toString"]).toBeInstanceOf(Function);
  expect(services["then"]).toBeUndefined();
});

test.each([
  ["apps/main/services/posts.ts", "posts"],
  ["apps/main/services/blog-posts.ts", "blogPosts"],
  ["apps/main/services/admin/posts.ts", "adminPosts"],
  ["apps/main/services/admin/blog-posts.ts", "adminBlogPosts"],
])("%s is %s", (file, name) => {
  expect(serviceName("main", file)).toBe(name);
});

test("loading tells every mistake of every file at once", async () => {
  const file = (name: string, load: () => Promise<unknown>): { file: string; load: () => Promise<unknown> } => ({
    file: `apps/main/services/${name}`,
    load,
  });
  const Posts = class extends MegaService {};
  const loading = loadServices("main", [
    file("a.ts", async () => ({})),
    file("b.ts", () => Promise.reject(new Error("boom"))),
    file("thrown.ts", () => Promise.reject("a text")),
    file("c.ts", async () => ({ default: Date })),
    file("admin/posts.ts", async () => ({ default: Posts })),
    file("admin-posts.ts", async () => ({ default: Posts })),
  ]);
  await expect(loading).rejects.toMatchObject({ code: "services_invalid" });
  const { message } = (await loading.catch((error: unknown) => error)) as Error;
  expect(message).toContain("apps/main/services/a.ts: the default export must be a class");
  expect(message).toContain("apps/main/services/b.ts: boom");
  expect(message).toContain("apps/main/services/thrown.ts: a text");
  expect(message).toContain("apps/main/services/c.ts: the default export must be a class");
  expect(message).toContain("admin-posts.ts: `adminPosts` is the service of apps/main/services/admin/posts.ts already");
});
