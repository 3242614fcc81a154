import * as fc from "fast-check";
import { expect, test } from "vitest";

import { toCamelCase, toSnakeCase } from "../../../../runtime/core/data/sql-names.ts";

test.each([
  ["blogPosts", "blog_posts"],
  ["id", "id"],
  ["createdAt", "created_at"],
  ["aBC", "a_b_c"],
  ["line2Text", "line2_text"],
])("%s is %s in SQL", (camel, snake) => {
  expect(toSnakeCase(camel)).toBe(snake);
  expect(toCamelCase(snake)).toBe(camel);
});

test("every camelCase name comes back from SQL", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z][a-zA-Z0-9]{0,20}$/), (name) => {
      expect(toCamelCase(toSnakeCase(name))).toBe(name);
    }),
  );
});

test("names that are SQL's already stay", () => {
  for (const name of ["mega_migrations", "_hidden", "dflt_value", "count(*)"]) expect(toSnakeCase(name)).toBe(name);
});
