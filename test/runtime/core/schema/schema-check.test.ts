import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { Ajv } from "ajv";
import formats from "ajv-formats";
import { expect, test } from "vitest";

import { CHECK_NAMES, checkOf, META_SCHEMA } from "../../../../runtime/core/schema/schema-check.ts";
import { compileValidator } from "../../../../runtime/core/schema/validate.ts";
import type * as source from "../../../../runtime/index.ts";
import { manifestOf } from "../../http/serve.ts";

/** Compares with a check that the build compiled. */
const { boot, defineRoutes } = (await import(
  fileURLToPath(new URL("../../../../dist/runtime/index.js", import.meta.url))
)) as typeof source;

const WRONG: readonly object[] = [
  { type: "strng" },
  { type: "object", properties: { a: { type: ["string", "text"] } } },
  { type: "object", properties: { a: 1 } },
  { type: "string", minLength: -1 },
  { type: "string", pattern: "[" },
  { type: "array", items: "string" },
  { enum: [] },
  { allOf: {} },
  { type: "object", required: ["a", "a"] },
  { $ref: "not a reference\\" },
];

test.each(WRONG)("of %j is said what Ajv says", async (schema) => {
  const said = messageOf(() => formats.default(new Ajv({ allowUnionTypes: true })).compile(schema));
  expect(said).not.toBe("");
  expect(messageOf(() => compileValidator(schema))).toBe(said);
  const routes = defineRoutes("/", (route) => route.post("/", { body: schema }, () => null));
  const manifest = manifestOf({ config: { name: "test", logger: { level: "silent" } }, routes: { "r.ts": routes } });
  const booted = boot({ manifest, root: join(import.meta.dirname, "nowhere"), env: {}, mode: "test" });
  await expect(booted).rejects.toThrowError(said);
});

test("a schema that names its version is held against that one", () => {
  expect(compileValidator({ $schema: `${META_SCHEMA}#`, type: "string" })("x")).toBeNull();
  expect(() => compileValidator({ $schema: "https://json-schema.org/draft/2020-12/schema" })).toThrow("no schema with");
});

test("there is a check of one version alone", () => {
  expect(CHECK_NAMES).toEqual([META_SCHEMA]);
  expect(() => checkOf("draft-04")).toThrow("no schema of schemas is called draft-04");
});

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}
