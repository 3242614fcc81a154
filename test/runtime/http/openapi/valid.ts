import { compileErrors, validate } from "@readme/openapi-parser";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";

/** What two independent validators, and a strict JSON Schema compiler, hold against a document; empty when it is right. */
export async function mistakesOf(document: object): Promise<readonly string[]> {
  const mistakes: string[] = [];
  // Each gets a copy of its own: they resolve references in place.
  const readme = await validate(structuredClone(document) as never);
  if (!readme.valid) mistakes.push(`readme: ${compileErrors(readme)}`);
  for (const { message } of readme.warnings) mistakes.push(`readme warns: ${message}`);
  const seriousme = await new Validator().validate(structuredClone(document) as Record<string, unknown>);
  if (!seriousme.valid) mistakes.push(`seriousme: ${JSON.stringify(seriousme.errors)}`);
  return [...mistakes, ...schemaMistakes(document)];
}

/** Compiles every component of the document as JSON Schema 2020-12. Unknown keywords are mistakes. */
function schemaMistakes(document: object): readonly string[] {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictTuples: false, strictRequired: false });
  formats.default(ajv);
  ajv.addVocabulary(["x-wildcard"]);
  for (const format of ["decimal", "int64"]) ajv.addFormat(format, true);
  const { schemas } = (document as { components: { schemas: Record<string, unknown> } }).components;
  const root = { $id: "document", components: { schemas }, $defs: {} };
  ajv.addVocabulary(["components"]);
  ajv.addSchema(root);
  const places = Object.keys(schemas).map((name) => `document#/components/schemas/${name}`);
  return places.flatMap(($ref) => {
    try {
      ajv.compile({ $ref });
      return [];
    } catch (error) {
      return [`${$ref}: ${(error as Error).message}`];
    }
  });
}
