import { Ajv, type ValidateFunction } from "ajv";

/** What JSON Schemas are written in, unless they say otherwise: draft-07. */
export const META_SCHEMA = "http://json-schema.org/draft-07/schema";

/** The checks of this module: the build puts a module of compiled ones in the place of this one. */
export const CHECK_NAMES: readonly string[] = [META_SCHEMA];

/** Holds them. */
export const ajv: Ajv = new Ajv({ verbose: true, code: { source: true } });

/** The check of that name, one of `CHECK_NAMES`, compiled when it is first asked for. */
export function checkOf(name: string): ValidateFunction {
  return ajv.getSchema(name) as ValidateFunction;
}
