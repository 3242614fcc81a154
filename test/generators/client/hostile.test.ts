import * as fc from "fast-check";
import { transformSync } from "esbuild";
import { expect, test } from "vitest";

import { CLIENT_MARKER } from "../../../generators/client.ts";
import { compilers } from "../../compilers/compilers.ts";
import { clientText, compile, emptyProject, load } from "./support.ts";

/** What ends comments, strings, types and statements, or means something to JavaScript. */
const NASTY = [
  "*/ globalThis.pwned = 1; /*",
  '"; globalThis.pwned = 1; "',
  "'; globalThis.pwned = 1; '",
  "`${(globalThis.pwned = 1)}`",
  "\n globalThis.pwned = 1;\n",
  "\r\u2028globalThis.pwned = 1\u2029//",
  "}; globalThis.pwned = 1; interface X {",
  "__proto__",
  "constructor",
  "then",
  "class",
  "Error",
  "Promise",
  "Answer",
  "Api",
  "makeClient",
  "",
  " ",
  "\0",
  "\\",
  "한글",
  "é́",
  "1st",
  "a | b",
  "{{marker}}",
  "{{{types}}}",
  "$ref",
  "</script>",
  "\u{1F600}",
  "\ud800",
] as const;

const text = fc.oneof(fc.constantFrom(...NASTY), fc.string(), fc.string({ unit: "binary" }));
const value = fc.oneof(text, fc.integer(), fc.double(), fc.boolean(), fc.constant(null));

/** Any schema, in parts well-formed. */
const { schema } = fc.letrec<{ schema: unknown }>((tie) => ({
  schema: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.record({ type: fc.constantFrom("string", "integer", "boolean", "null", "object", "array", "nonsense") }),
    fc.record({ enum: fc.array(value, { minLength: 1, maxLength: 4 }), description: text }),
    fc.record({ const: value }),
    fc.record({ $ref: text.map((name) => `#/components/schemas/${name}`) }),
    fc.constantFrom(true, false),
    fc.record({
      type: fc.constantFrom("object", ["object", "null"]),
      description: text,
      required: fc.array(text, { maxLength: 2 }),
      properties: fc.dictionary(text, tie("schema"), { maxKeys: 4 }),
      additionalProperties: tie("schema"),
    }),
    fc.record({ type: fc.constant("array"), items: tie("schema") }),
    fc.record({
      type: fc.constant("array"),
      prefixItems: fc.array(tie("schema"), { maxLength: 3 }),
      minItems: fc.nat(2),
    }),
    fc.record({ anyOf: fc.array(tie("schema"), { maxLength: 3 }) }),
    fc.record({ allOf: fc.array(tie("schema"), { maxLength: 3 }), oneOf: fc.array(tie("schema"), { maxLength: 2 }) }),
  ),
}));

const content = schema.map((one) => ({ "application/json": { schema: one } }));

const operation = fc.record(
  {
    operationId: text,
    summary: text,
    description: text,
    deprecated: fc.boolean(),
    parameters: fc.array(
      fc.record({
        name: text,
        in: fc.constantFrom("path", "query", "header"),
        required: fc.boolean(),
        schema,
        description: text,
      }),
      { maxLength: 3 },
    ),
    requestBody: fc.record({ content }),
    responses: fc.dictionary(fc.constantFrom("200", "201", "204", "404"), fc.record({ description: text, content })),
  },
  { requiredKeys: ["operationId"] },
);

const documents = fc.record({
  openapi: fc.constant("3.1.1"),
  paths: fc.dictionary(text, fc.dictionary(fc.constantFrom("get", "post", "put", "x-odd"), operation), { maxKeys: 4 }),
  components: fc.record({ schemas: fc.dictionary(text, schema, { maxKeys: 4 }) }),
});

test("the client of any document is TypeScript, and holds nothing but the client", () => {
  fc.assert(
    fc.property(documents, (document) => {
      const client = clientText(document);
      expect(client.startsWith(`${CLIENT_MARKER}\n`)).toBe(true);
      // Types are gone after this; what is left is the same for every document, the table of routes aside.
      const { code } = transformSync(client, { loader: "ts" });
      expect(withoutRoutes(code)).toBe(NOTHING);
    }),
    { numRuns: 500 },
  );
});

test("the table of routes is data", async () => {
  const [document] = fc.sample(
    documents.filter(({ paths }) => Object.keys(paths).length > 2),
    { numRuns: 1, seed: 7 },
  );
  const paths = Object.fromEntries(NASTY.map((name) => [`/${name}`, { get: { operationId: name, summary: name } }]));
  const { makeClient } = await load<{ makeClient: (options: object) => object }>(clientText({ ...document, paths }));
  const api = makeClient({ baseUrl: "" });
  expect(globalThis).not.toHaveProperty("pwned");
  expect(Object.keys(api)).toHaveLength(NASTY.length);
  expect(api).not.toHaveProperty("then");
  expect(Object.getPrototypeOf(api)).toBe(Object.prototype);
});

test("clients of any document compile", async () => {
  const all = fc.sample(documents, { numRuns: 60, seed: 42 });
  // A type that is nothing but itself, or a conflict within one intersection, is the document's own mistake.
  const files = Object.fromEntries(
    all.map((document, index) => [`client${index}.ts`, clientText(withoutCircles(document))]),
  );
  using project = emptyProject(files);
  expect(compile((await compilers())["7"] ?? "", project.path)).toBe("");
});

const NOTHING = withoutRoutes(transformSync(clientText({}), { loader: "ts" }).code);

function withoutRoutes(code: string): string {
  return code.replace(/const ROUTES = \[[\s\S]*?\n?\];\n/, "const ROUTES = [];\n");
}

function withoutCircles<T extends { readonly components: object }>(document: T): T {
  return { ...document, components: { schemas: { Plain: { type: "object", properties: { a: { type: "string" } } } } } };
}
