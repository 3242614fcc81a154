import type { FastifySchemaCompiler } from "fastify";

import { MegaValidationError } from "../core/http-errors.ts";
import { compileValidator } from "../core/validate.ts";

/** Fastify's validator compiler: bodies as they are, everything else coerced from text. */
export const compileSchema: FastifySchemaCompiler<object> = ({ schema, httpPart }) => {
  const validate = compileValidator(schema, httpPart === "body" ? "exact" : "text");
  return (input) => {
    const details = validate(input);
    return details === null ? true : { error: new MegaValidationError(details) };
  };
};
