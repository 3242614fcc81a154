import { Type } from "typebox";
import { describe, expect, test } from "vitest";

import { CompiledSchemas, type RouteSchema } from "../../../../runtime/http/routes/compiled-schemas.ts";

const ROW = { type: "object", properties: { id: { type: "integer" } }, required: ["id"] };
const always = (): boolean => true;

function validator(schema: object, httpPart = "body"): RouteSchema {
  return { kind: "validator", schema, httpPart };
}

function serializer(schema: object, shared: Readonly<Record<string, unknown>> = {}): RouteSchema {
  return { kind: "serializer", schema, shared: () => shared };
}

describe("of", () => {
  test("compiles equal schemas once", () => {
    const schemas = new CompiledSchemas();
    expect(schemas.of(validator(ROW))).toBe(schemas.of(validator(structuredClone(ROW))));
    expect(schemas.of(serializer(ROW))).toBe(schemas.of(serializer(structuredClone(ROW))));
    expect(schemas.of(validator(Type.Object({ id: Type.Integer() })))).toBe(
      schemas.of(validator(Type.Object({ id: Type.Integer() }))),
    );
  });

  test.each([
    ["another schema", validator({ ...ROW, required: [] })],
    ["another part of the request", validator(ROW, "querystring")],
    ["an answer", serializer(ROW)],
  ])("tells from it: %s", (_, other) => {
    const schemas = new CompiledSchemas();
    expect(schemas.of(other)).not.toBe(schemas.of(validator(ROW)));
  });

  test.each([
    ["a number without an end", { type: "number", default: Number.POSITIVE_INFINITY }],
    ["undefined", { type: "string", description: undefined }],
    ["a date", { default: new Date(0) }],
    ["a function", { properties: { a: { describe: () => 1 } } }],
    ["one in a list", { enum: [1, undefined] }],
  ])("what JSON cannot say has no name: %s", (_, schema) => {
    const schemas = new CompiledSchemas();
    // A serializer is not as strict about words that it does not know.
    const compiled = schemas.of(serializer(schema));
    schemas.note(compiled);
    expect([compiled.name, schemas.asked]).toEqual([null, []]);
    expect(schemas.of(serializer(schema))).not.toBe(compiled);
  });

  test("nor has what means what another schema says", () => {
    const shared = { row: { $id: "row", ...ROW } };
    const compiled = new CompiledSchemas().of(serializer({ $ref: "row#" }, shared));
    expect(compiled.name).toBeNull();
    expect(compiled.call({ id: 1, more: 2 })).toBe('{"id":1}');
  });

  test("throws what is wrong with a schema, each time", () => {
    const schemas = new CompiledSchemas();
    for (let times = 0; times < 2; times++) expect(() => schemas.of(validator({ type: "nothing" }))).toThrow("type");
  });
});

describe("compileAhead", () => {
  test("compiles what another process was asked for, with the same meaning", async () => {
    const there = new CompiledSchemas();
    const text = { type: "object", properties: { id: { type: "integer" } } };
    const all = [validator(ROW), validator(text, "querystring"), serializer(ROW)];
    for (const one of all) there.note(there.of(one));
    const here = new CompiledSchemas();
    await here.compileAhead(there.asked, always);
    expect(here.asked).toEqual([]);
    const [body, query, answer] = all.map((one) => here.of(one));
    expect(body?.call({ id: 1 })).toBe(true);
    expect(body?.call({ id: "1" })).toMatchObject({ error: { details: [{ path: "/id", rule: "type" }] } });
    expect(query?.call({ id: "1" })).toBe(true);
    expect(answer?.call({ id: 1, more: 2 })).toBe('{"id":1}');
  });

  test("leaves out what cannot be compiled, and the rest when nobody waits any more", async () => {
    const there = new CompiledSchemas();
    there.note(there.of(validator(ROW)));
    const [name = ""] = there.asked;
    const broken = name.replace('"object"', '"nothing"');
    const here = new CompiledSchemas();
    let asked = 0;
    await here.compileAhead([broken, name, "never read"], () => (asked += 1) < 3);
    expect(asked).toBe(3);
    expect(here.of(validator(ROW)).call({ id: 1 })).toBe(true);
  });
});

test("the last that requests needed are told of, unless they are large", () => {
  const schemas = new CompiledSchemas();
  const large = { type: "string", description: "x".repeat(16 * 1024) };
  for (const schema of [{ const: 0 }, large, ...Array.from({ length: 32 }, (_, index) => ({ const: index + 1 }))])
    schemas.note(schemas.of(validator(schema)));
  expect(schemas.asked).toHaveLength(32);
  expect(schemas.asked[0]).toContain('"const":32');
  expect(schemas.asked.at(-1)).toContain('"const":1}');
});
