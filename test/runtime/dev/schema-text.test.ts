import { Type } from "typebox";
import { expect, test } from "vitest";

import { schemaText } from "../../../runtime/dev/schema-text.ts";

test.each([
  [Type.Object({ id: Type.Integer(), title: Type.Optional(Type.String()) }), "{ id: integer, title?: string }"],
  [Type.Array(Type.String()), "string[]"],
  [Type.Array(Type.Union([Type.String(), Type.Null()])), "(string | null)[]"],
  [Type.Union([Type.Literal("a"), Type.Literal(1)]), '"a" | 1'],
  [{ enum: ["draft", "published"] }, '"draft" | "published"'],
  [{ type: ["string", "null"] }, "string | null"],
  [{ oneOf: [{ type: "string" }, { type: "string" }] }, "string"],
  [Type.Object({ a: Type.Object({ b: Type.Object({ c: Type.String() }) }) }), "{ a: { b: object } }"],
  [Type.Object({}), "{}"],
  [{}, "anything"],
  [true, "anything"],
  [null, "anything"],
])("%j is %s", (schema, text) => {
  expect(schemaText(schema)).toBe(text);
});
