import { expect, test } from "vitest";

import { compileValidator } from "../../../runtime/core/schema/validate.ts";
import { field } from "../../../runtime/model/field.ts";
import { defineModel } from "../../../runtime/model/model.ts";

const Thing = defineModel("things", {
  title: field.string({ max: 5 }),
  note: field.text({ optional: true }),
  size: field.integer({ min: 1, max: 9, default: 3 }),
  amount: field.decimal({ precision: 6, scale: 2, min: 0, max: "99.5", optional: true }),
  big: field.bigint({ optional: true, min: "-5" }),
  state: field.enum(["on", "off"], { optional: true }),
  home: field.url({ optional: true }),
  at: field.datetime({ optional: true }),
  opens: field.time({ optional: true }),
  day: field.date({ optional: true }),
  key: field.uuid({ optional: true }),
  slug: field.slug({ optional: true }),
  extra: field.json({ optional: true }),
  secret: field.string({ redact: true, optional: true }),
  owner: field.ref("people", { optional: true }),
});

const rules = (schema: object, input: unknown) =>
  (compileValidator(schema)(input) ?? []).map(({ path, rule }) => `${path} ${rule}`);

test("create wants what is neither optional nor has a default, and nothing unknown", () => {
  expect(rules(Thing.create, { title: "x" })).toEqual([]);
  expect(rules(Thing.create, {})).toEqual(["/title required"]);
  expect(rules(Thing.create, { title: "toolong", size: 10, id: 3, wrong: 1 })).toEqual([
    "/id additionalProperties",
    "/wrong additionalProperties",
    "/title maxLength",
    "/size maximum",
  ]);
});

test("replace fills in null or the default", () => {
  const input = { title: "x" };
  expect(compileValidator(Thing.replace)(input)).toBeNull();
  expect(input).toMatchObject({ title: "x", note: null, size: 3, ownerId: null, secret: null });
  expect(input).not.toHaveProperty("id");
});

test("patch takes any part, but some", () => {
  expect(rules(Thing.patch, { note: null })).toEqual([]);
  expect(rules(Thing.patch, {})).toEqual([" minProperties"]);
  expect(rules(Thing.patch, { title: null })).toEqual(["/title type"]);
});

test.each([
  ["amount", ["0", "12.5", "99.50"], ["-0.01", "99.51", "1.234", "12345.00", "1e3", "abc", 5]],
  ["big", ["-5", "9223372036854775807"], ["-6", "9223372036854775808", "1.0", 7]],
  ["state", ["on", null], ["maybe", ""]],
  [
    "home",
    ["https://example.com/a?b=c", "http://localhost:3000"],
    ["javascript:alert(1)", "example.com", "http://a b"],
  ],
  ["at", ["2026-01-31T09:30:00Z", "2026-01-31T09:30:00.5+09:00"], ["2026-01-31", "2026-13-01T00:00:00Z", "now"]],
  ["opens", ["09:30", "23:59:59"], ["24:00", "9:30", "09:30:00Z"]],
  ["day", ["2024-02-29"], ["2026-02-29", "2026-1-1"]],
  ["key", ["6F9619FF-8B86-D011-B42D-00CF4FC964FF"], ["x", "urn:uuid:6f9619ff-8b86-d011-b42d-00cf4fc964ff"]],
  ["slug", ["hello-world-2"], ["Hello", "a--b", "-a", ""]],
  ["extra", [{}, [1], { a: { b: null } }], ["x", 1, true]],
  ["ownerId", [1, null], [0, -1, 1.5, "1", 2 ** 60]],
])("%s: takes what it should and nothing else", (name, good, bad) => {
  for (const value of good) expect([value, rules(Thing.patch, { [name]: value })]).toEqual([value, []]);
  for (const value of bad) {
    const found = rules(Thing.patch, { [name]: value });
    expect([value, found.length > 0 && found.every((rule) => rule.startsWith(`/${name} `))]).toEqual([value, true]);
  }
});

test("equal values are stored as equal text", () => {
  const input = {
    at: "2026-01-31T09:30:00+09:00",
    opens: "09:30",
    key: "6F9619FF-8B86-D011-B42D-00CF4FC964FF",
    big: "007",
  };
  expect(compileValidator(Thing.patch)(input)).toBeNull();
  expect(input).toEqual({
    at: "2026-01-31T00:30:00.000Z",
    opens: "09:30:00",
    key: "6f9619ff-8b86-d011-b42d-00cf4fc964ff",
    big: "7",
  });
});

test("a list coerces its filters, and knows only what it can sort and filter by", () => {
  const validate = compileValidator(Thing.list, "text");
  const query = { limit: "5", sort: "-createdAt,title,id", size: "4", ownerId: "7" };
  expect(validate(query)).toBeNull();
  expect(query).toEqual({ limit: 5, sort: "-createdAt,title,id", size: 4, ownerId: 7 });
  for (const wrong of [{ limit: "0" }, { limit: "101" }, { sort: "secret" }, { sort: "note" }, { sort: "" }]) {
    expect([wrong, validate({ ...wrong })?.length]).toEqual([wrong, 1]);
  }
  for (const name of ["secret", "note", "extra", "createdAt", "nope"]) {
    expect(validate({ [name]: "x" })).toMatchObject([{ path: `/${name}`, rule: "additionalProperties" }]);
  }
  expect(validate({ sort: "nope" })?.[0]?.message).toMatch(
    /^`sort` must be any of id, title, .*, separated by commas, with - before what is sorted downwards$/,
  );
});

test("a page's rows are without what is redacted", () => {
  const { properties } = Thing.page as unknown as { properties: { data: { items: { properties: object } } } };
  expect(Object.keys(properties.data.items.properties)).not.toContain("secret");
  expect(Object.keys((Thing.row as unknown as { properties: object }).properties)).toContain("secret");
});

test("all mistakes of a model are told at once", () => {
  expect(() =>
    defineModel("blog_posts", {
      id: field.integer(),
      cursor: field.string(),
      Title: field.string(),
      author: field.ref("authors"),
      authorId: field.integer(),
    }),
  ).toThrow(
    [
      "The model of `blog_posts` cannot be used:",
      "  `blog_posts` is not a camelCase name",
      "  `Title` is not a camelCase name",
      "  `id` is reserved",
      "  `cursor` is reserved",
      "  two fields use the column `authorId`",
    ].join("\n"),
  );
});

test("no request can say or ask whose row it is", () => {
  const Note = defineModel("notes", { text: field.text(), user: field.owner("users") });
  for (const schema of [Note.create, Note.replace, Note.patch])
    expect(rules(schema, { text: "x", userId: 1 })).toEqual(["/userId additionalProperties"]);
  expect(rules(Note.list, { userId: 1 })).toEqual(["/userId additionalProperties"]);
  const row = { id: 1, text: "x", userId: 1, version: 1, createdAt: "2026-01-01T00:00:00.000Z" };
  expect(rules(Note.row, row)).toEqual(["/updatedAt required"]);
});
