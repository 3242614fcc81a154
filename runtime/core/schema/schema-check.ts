import { Ajv, type ValidateFunction } from "ajv";

/** What JSON Schemas are written in, unless they say otherwise: draft-07. */
export const META_SCHEMA = "http://json-schema.org/draft-07/schema";

/** The checks of this module: the build puts a module of compiled ones in the place of this one. */
export const CHECK_NAMES: readonly string[] = [META_SCHEMA];

/** Holds them. */
export const ajv: Ajv = new Ajv({ verbose: true, code: { source: true } });

/** The check of schemas, compiled when it is first asked for. */
export function checkOf(name: string): ValidateFunction {
  const check = ajv.getSchema(name);
  if (check === undefined) throw new Error(`no schema of schemas is called ${name}`);
  return check as ValidateFunction;
}
