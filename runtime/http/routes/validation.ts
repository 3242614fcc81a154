import type { FastifySchema, FastifySchemaCompiler } from "fastify";

import { MegaValidationError } from "../../core/errors/http-errors.ts";
import { uploadFields } from "../../core/upload.ts";
import { compileValidator } from "../../core/schema/validate.ts";

/** Fastify's validator compiler: bodies as they are, everything else, forms with files too, coerced from text. */
export const compileSchema: FastifySchemaCompiler<object> = ({ schema, httpPart }) => {
  const validate = compileValidator(schema, httpPart === "body" && uploadFields(schema) === null ? "exact" : "text");
  return (input) => {
    const details = validate(input);
    return details === null ? true : { error: new MegaValidationError(details) };
  };
};

/**
 * The validators of one route, compiled now, so that a broken schema is a mistake of its file.
 * @throws when a schema is wrong
 */
export function compileSchemas(schemas: FastifySchema): FastifySchemaCompiler<object> {
  const compiled = new Map<unknown, ReturnType<typeof compileSchema>>();
  for (const httpPart of ["params", "querystring", "body", "headers"] as const) {
    const schema = schemas[httpPart] as object | undefined;
    if (schema !== undefined) compiled.set(httpPart, compileSchema({ schema, httpPart, method: "", url: "" }));
  }
  return (part) => compiled.get(part.httpPart) ?? compileSchema(part);
}
