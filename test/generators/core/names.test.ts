import * as fc from "fast-check";
import { CamelCasePlugin } from "kysely";
import { expect, test } from "vitest";
import { GeneratorError } from "../../../generators/core/errors.ts";
import { parseEntityName } from "../../../generators/core/names.ts";

test("one entity has one name for each place", () => {
  expect(parseEntityName("BlogPost")).toEqual({
    file: "blog-post",
    files: "blog-posts",
    flatFiles: "blog-posts",
    depth: 0,
    variable: "blogPost",
    variables: "blogPosts",
    table: "blogPosts",
    sqlTable: "blog_posts",
    model: "BlogPost",
    serviceClass: "BlogPostsService",
    constant: "BLOG_POST",
    apiRoute: "/api/blog-posts",
    pageRoute: "/blog-posts",
    label: "blog post",
    labels: "blog posts",
  });
});

test.each(["blog-post", "blog_post", "blogPost", "BlogPost", "BlogPosts", "blog-posts"])(
  "%s is a blog post",
  (text) => {
    expect(parseEntityName(text)).toEqual(parseEntityName("BlogPost"));
  },
);

test("a folder goes into every name", () => {
  expect(parseEntityName("admin/post")).toMatchObject({
    file: "admin/post",
    files: "admin/posts",
    flatFiles: "admin-posts",
    depth: 1,
    model: "AdminPost",
    table: "adminPosts",
    sqlTable: "admin_posts",
    apiRoute: "/api/admin/posts",
    pageRoute: "/admin/posts",
  });
});

test.each([
  ["people", "person", "people"],
  ["status", "status", "statuses"],
  ["statuses", "status", "statuses"],
  ["address", "address", "addresses"],
  ["category", "category", "categories"],
  ["child", "child", "children"],
  ["canvas", "canvas", "canvases"],
  ["lens", "lens", "lenses"],
  ["sms", "sms", "sms"],
  ["news", "news", "news"],
  ["sheep", "sheep", "sheep"],
  ["metadata", "metadata", "metadata"],
  ["s", "s", "ss"],
])("%s: one %s, many %s", (text, one, many) => {
  expect(parseEntityName(text)).toMatchObject({ file: one, files: many, table: many });
});

test("a word without a plural still has two identifiers and two classes", () => {
  const news = parseEntityName("news");
  expect(news.variable).not.toBe(news.variables);
  expect(news.model).not.toBe(news.serviceClass);
});

test.each([
  ["", "it is empty"],
  ["  ", "it is empty"],
  ["123abc", "it starts with a digit"],
  ["admin/1x", '"1x" starts with a digit'],
  ["class", '"class" is a reserved word of TypeScript'],
  ["classes", '"class" is a reserved word of TypeScript'],
  ["constructor", '"constructor" has a meaning of its own'],
  ["date", '"date" has a meaning of its own'],
  ["../evil", "it leads out of its folder"],
  ["a/../b", "it leads out of its folder"],
  ["/tmp/x", "it is an absolute path"],
  ["C:/x", "it is an absolute path"],
  ["a\0b", "it holds a NUL character"],
  ["a\\b", "it holds a backslash"],
  ["a//b", "it has a folder without a name"],
  ["a/", "it has a folder without a name"],
  ["x".repeat(300), "it has 300 characters, and 64 is the limit"],
  ["日本語", 'the character "日"'],
  ["`x`", 'the character "`"'],
  ["a;b", 'the character ";"'],
  ["$(x)", 'the character "$"'],
  ["a b", "it holds a space"],
  ["-rf", "a - or _ at an end"],
  ["api/post", "the folder api/ belongs to the framework"],
  ["pages/post", "the folder pages/ belongs to the framework"],
  ["sqlite-x", "tables that start with sqlite_"],
  ["nul", '"nul" is no file name on Windows'],
])("%j is refused in one line", (text, reason) => {
  const error = refusalOf(text);
  expect(error).toMatchObject({ code: "name_refused", kind: "usage" });
  expect(error?.message).toContain(reason);
  expect(error?.message).not.toMatch(/[\n\0]/);
  expect(error?.message.length).toBeLessThan(200);
});

test("whatever is typed gives names that code and files can hold, or a refusal", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[A-Za-z][A-Za-z0-9_/-]{0,30}$/)), (text) => {
      const error = refusalOf(text);
      if (error !== undefined) return error instanceof GeneratorError;
      const name = parseEntityName(text);
      const identifiers = [name.variable, name.variables, name.table, name.model, name.serviceClass, name.constant];
      return (
        identifiers.every((identifier) => /^[A-Za-z][A-Za-z0-9_]*$/.test(identifier)) &&
        [name.file, name.files].every((file) => /^[a-z][a-z0-9-]*(?:\/[a-z][a-z0-9-]*)*$/.test(file)) &&
        name.variable !== name.variables
      );
    }),
    { numRuns: 1000 },
  );
});

test("a name read again is the same name", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{2,8}([-_][a-z0-9]{1,6}){0,3}$/), (text) => {
      if (refusalOf(text) !== undefined) return;
      const { file } = parseEntityName(text);
      expect(parseEntityName(file).table).toBe(parseEntityName(text).table);
    }),
  );
});

test("tables map to SQL and back as Kysely's CamelCasePlugin does it", () => {
  const plugin = new Mapper();
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,6}([-_/]?[A-Za-z][A-Za-z0-9]{0,6}){0,4}$/), (text) => {
      if (refusalOf(text) !== undefined) return;
      const { table, sqlTable } = parseEntityName(text);
      expect(plugin.toSnake(table)).toBe(sqlTable);
      expect(plugin.toCamel(sqlTable)).toBe(table);
    }),
    { numRuns: 2000 },
  );
});

class Mapper extends CamelCasePlugin {
  toSnake(text: string): string {
    return this.snakeCase(text);
  }
  toCamel(text: string): string {
    return this.camelCase(text);
  }
}

function refusalOf(text: string): GeneratorError | undefined {
  try {
    parseEntityName(text);
    return undefined;
  } catch (error) {
    return error as GeneratorError;
  }
}
