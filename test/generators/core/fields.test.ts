import type { Field } from "../../../generators/core/field.ts";
import * as fc from "fast-check";
import { CamelCasePlugin } from "kysely";
import { expect, test } from "vitest";
import type { GeneratorError } from "../../../generators/core/errors.ts";
import { MAX_FIELDS, parseFields } from "../../../generators/core/fields.ts";
import { FIELD_TYPES } from "../../../generators/core/field-types.ts";
import { parseEntityName } from "../../../generators/core/names.ts";
import { projectFacts } from "../project-facts.ts";

const context = { entity: parseEntityName("post"), facts: projectFacts() };
const NONE = { optional: false, unique: false, index: false, redact: false };

test("a field has a type, modifiers and a name for each place", () => {
  expect(parse("published_at:datetime:optional:index")).toEqual([
    {
      ...NONE,
      name: "publishedAt",
      column: "publishedAt",
      sqlColumn: "published_at",
      label: "published at",
      type: "datetime",
      optional: true,
      index: true,
    },
  ]);
});

test("without a type it is a string, with or without modifiers", () => {
  expect(parse("title", "name:max=20", "nick:optional")).toMatchObject([
    { name: "title", type: "string" },
    { name: "name", type: "string", max: 20 },
    { name: "nick", type: "string", optional: true },
  ]);
});

test("a reference has a column of its own, however it is written", () => {
  for (const word of ["author:ref:author", "author_id:ref:authors", "authorId:ref:author"]) {
    expect(parse(word)).toMatchObject([{ name: "author", column: "authorId", sqlColumn: "author_id" }]);
  }
});

test.each<[string, Partial<Field>]>([
  ["price:decimal:8,3", { precision: 8, scale: 3 }],
  ["price:decimal", { precision: 10, scale: 2 }],
  ["price:decimal:10,2:min=0:default=9.5", { min: "0.00", default: "9.50" }],
  ["status:enum:draft,published:default=draft", { values: ["draft", "published"], default: "draft" }],
  ["done:boolean", { default: false }],
  ["done:boolean:default=true", { default: true }],
  ["count:integer:min=-3:max=9:default=0", { min: -3, max: 9, default: 0 }],
  ["done:boolean:default=false", { default: false }],
  ["price:decimal:5,0:default=7", { scale: 0, default: "7" }],
  ["ratio:float:default=1.5e3", { default: 1500 }],
  ["big:bigint:default=9223372036854775807", { default: "9223372036854775807" }],
  ['meta:json:default={"a":[1,2]}', { default: { a: [1, 2] } }],
  ["at:datetime:default=2026-01-31T09:30:00Z", { default: "2026-01-31T09:30:00.000Z" }],
  ["note:default=takes: the=rest:optional", { default: "takes: the=rest:optional", optional: false }],
  ['note:default="`${x}`', { default: '"`${x}`' }],
  ["parent:ref:post:optional", { column: "parentId", optional: true }],
])("%s", (word, field) => {
  expect(parse(word)).toMatchObject([field]);
});

test("an optional boolean without a default stays without one", () => {
  expect(parse("done:boolean:optional")[0]).not.toHaveProperty("default");
});

test.each([
  ["title:strng", '"strng" is no type; did you mean string?'],
  ["title:", "the type is empty"],
  [":string", "the name is empty"],
  ["1st:string", 'the name "1st" starts with a digit'],
  ["na me", 'the name "na me" holds more than English letters'],
  ["제목:string", "holds more than English letters"],
  [`${"x".repeat(65)}:string`, "the name has 65 characters, and 64 is the limit"],
  ["id:integer", "every model has id already"],
  ["created_at:datetime", "every model has createdAt already"],
  ["updatedAt:datetime", "every model has updatedAt already"],
  ["version:integer", "every model has version already"],
  ["limit:integer", "limit is a word of list queries"],
  ["q", "q is a word of list queries"],
  ["constructor", "every JavaScript object has constructor already"],
  ["then", "an object with then is taken for a promise"],
  ["this", "this is a word of the language that views are written in"],
  ["x:decimal:0,9", "a decimal has 1 to 15 digits, not 0"],
  ["x:decimal:2,9", "of 2 digits, 9 cannot be behind the point"],
  ["x:decimal:99,2", "a decimal has 1 to 15 digits, not 99"],
  ["x:decimal:ten", 'decimal takes its digits and those behind the point, such as 10,2, not "ten"'],
  ["x:enum", "enum takes its values"],
  ["x:enum:a,a", "the value a is there twice"],
  ["x:enum:a,,b", '"" cannot be a value'],
  ["x:enum:a,b`c", '"b`c" cannot be a value'],
  ["x:enum:a,b:default=c", 'the default of enum is one of a, b, not "c"'],
  ["x:ref", "ref takes what it points to"],
  ["x:ref:autors", "there is no model autors to refer to; did you mean author?"],
  ["x:ref:autor", "there is no model autor to refer to; did you mean author?"],
  ["x:ref:../y", "it leads out of its folder"],
  ["parent:ref:post", "the first post would have none to refer to: make it optional"],
  ["x:string:optinal", '"optinal" is no modifier; did you mean optional?'],
  ["x:string:foobar", '"foobar" is no modifier; string takes optional, unique, index, redact, default, min, max'],
  ["x:wxyzzy", '"wxyzzy" is no type; the types are string, text, email'],
  ["x:string:mx=3", '"mx" is no modifier; did you mean max?'],
  ["x:string:optional:optional", "optional is there twice"],
  ["x:string:optional=yes", "optional takes no value"],
  ["x:string:min", "min takes a value: min=..."],
  ["x:string:", "there is nothing between two colons"],
  ["x:text:unique", "text does not take unique"],
  ["x:boolean:min=1", "boolean does not take min"],
  ["x:ref:author:default=1", "ref does not take default"],
  ["x:string:min=5:max=3", "min 5 is above max 3"],
  ["x:string:min=300", "min 300 is above the usual max of string 255"],
  ["x:string:max=0", 'max of string is a length from 1 to 10000, not "0"'],
  ["x:string:max=-1", 'not "-1"'],
  ["x:integer:min=1.5", 'min of integer is a whole number, not "1.5"'],
  ["x:integer:default=many", 'the default of integer is a whole number, not "many"'],
  ["x:integer:max=3:default=4", 'the default "4" is above max 3'],
  ["x:string:min=3:default=ab", 'the default "ab" is below min 3'],
  ["x:bigint:default=9223372036854775808", "a whole number within 64 bits"],
  ["x:bigint:default=1e3", "a whole number within 64 bits"],
  ["x:float:default=0x10", "a number"],
  ["x:boolean:default=yes", "the default of boolean is"],
  ["x:decimal:4,2:default=one", "a number within its digits"],
  ["x:date:default=tomorrow", "a date such as 2026-01-31"],
  ["x:datetime:default=2026-01-31", "the default of datetime is"],
  ["x:json:default={", "an object or array"],
  [`x:enum:${Array.from({ length: 101 }, (_, n) => `v${n}`).join(",")}`, "there are 101 values, and 100 is the limit"],
  ["x:decimal:4,2:default=123.45", "a number within its digits"],
  ["x:date:default=2026-02-30", "a date such as 2026-01-31"],
  [`x:string:default=${"x".repeat(256)}`, "is above max 255"],
  ["x:uuid:default=1", "a UUID"],
  ["x:json:default=1", "an object or array"],
  ["x:email:default=me", "an email address"],
  ["x:url:default=javascript:alert(1)", "an http or https address"],
])("%s is refused", (word, message) => {
  const { details, code, kind } = refusalOf(word);
  expect({ code, kind }).toEqual({ code: "fields_refused", kind: "usage" });
  expect(details.map((detail) => detail.message).join("\n")).toContain(message);
});

test("all mistakes of all fields come at once, in order, with their places", () => {
  const { message, details } = refusalOf("title:strng", "ok", "x:decimal:0,9:mn=1", "title", "ok:text");
  expect(message).toBe("there are 5 mistakes in the fields");
  expect(details.map(({ where }) => where)).toEqual([
    "field 1, title:strng",
    "field 3, x:decimal:0,9:mn=1",
    "field 3, x:decimal:0,9:mn=1",
    "field 4, title",
    "field 5, ok:text",
  ]);
});

test.each([
  ["authorId:integer", "author:ref:author"],
  ["author", "author:ref:author"],
  ["blog_name", "blogName"],
  ["Name", "name"],
  ["v1_2", "v12"],
])("%s and %s are the same column", (first, second) => {
  expect(refusalOf(first, second).details).toMatchObject([{ message: expect.stringContaining("field 1") }]);
});

test("no text stands for the id of a row", () => {
  expect(FIELD_TYPES.ref.readValue("1", {})).toBeUndefined();
});

test("there is a limit on fields, and none is too few", () => {
  const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `f${index}x`);
  expect(parse(...many(MAX_FIELDS))).toHaveLength(MAX_FIELDS);
  expect(refusalOf(...many(200)).details).toMatchObject([{ message: "there are 200, and 100 is the limit" }]);
  expect(refusalOf().details).toMatchObject([{ message: "there are none; give at least one" }]);
});

test("whatever is typed is read or refused, never a crash, and every detail is one line", () => {
  const word = fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^[a-z]{1,4}(:[a-z0-9=,.]{0,8}){0,4}$/));
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
      try {
        return parseFields(words, context).length === words.length;
      } catch (error) {
        const { code, details } = error as GeneratorError;
        return code === "fields_refused" && details.every(({ where, message }) => !/[\n\r]/.test(where + message));
      }
    }),
    { numRuns: 2000 },
  );
});

test("columns map to SQL and back as Kysely's CamelCasePlugin does it", () => {
  const plugin = new Mapper();
  fc.assert(
    fc.property(
      fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,5}([-_]?[A-Za-z0-9]{1,5}){0,4}$/),
      fc.boolean(),
      (name, isRef) => {
        try {
          const [field] = parse(isRef ? `${name}:ref:author` : name);
          expect(plugin.toSnake(field!.column)).toBe(field!.sqlColumn);
          expect(plugin.toCamel(field!.sqlColumn)).toBe(field!.column);
        } catch (error) {
          expect((error as GeneratorError).code).toBe("fields_refused");
        }
      },
    ),
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

function parse(...words: readonly string[]): readonly Field[] {
  return parseFields(words, context);
}

function refusalOf(...words: readonly string[]): GeneratorError {
  try {
    parseFields(words, context);
  } catch (error) {
    return error as GeneratorError;
  }
  throw new Error(`${words.join(" ")} was taken`);
}
