import { _, Ajv, type KeywordCxt, type ValidateFunction } from "ajv";

import { addExpects } from "../core/schema/validation-messages.ts";
import { CONFIG_FORMATS } from "./formats.ts";
import { object, type Scope } from "./key.ts";
import { CONFIG_KEYS, keysOf } from "./keys.ts";

/**
 * The check of `global` or `app`, which knows the names of the scope's keys alone, or of `key <name>`, each of a whole
 * config file; called with the aliases as `this`. Compiled when it is first asked for: the build puts a module of
 * compiled ones in the place of this one.
 */
export function checkOf(name: string): ValidateFunction {
  const check = ajv.getSchema(name);
  if (check === undefined) throw new Error(`no check of the config is called ${name}`);
  return check;
}

/** Those of the scopes, then those of the keys. The paths in the errors of each are those in the schema of the whole file. */
const SCHEMAS: Readonly<Record<string, object>> = Object.fromEntries([
  ...(["global", "app"] as const).map((scope) => [scope, schemaOfNames(scope)] as const),
  ...Object.entries(CONFIG_KEYS).map(([name, { schema }]) => [`key ${name}`, schemaOfKey(name, schema)] as const),
]);

export const CHECK_NAMES: readonly string[] = Object.keys(SCHEMAS);

/** Holds all of them. */
export const ajv: Ajv = makeAjv();

function schemaOfNames(scope: Scope): object {
  return object(Object.fromEntries(keysOf(scope).map((name) => [name, {}])));
}

function schemaOfKey(name: string, schema: object): object {
  return { type: "object", properties: { [name]: schema } };
}

function makeAjv(): Ajv {
  // Its schemas are mega's own: holding them against the schema of schemas would take most of the time.
  const own = { meta: false, validateSchema: false, allowUnionTypes: true, strictTypes: false } as const;
  // The build writes the source into a module where this is the name of the formats.
  const code = { source: true, formats: _`FORMATS` } as const;
  const made = new Ajv({ ...own, code, allErrors: true, verbose: true, passContext: true, discriminator: true });
  addExpects(made);
  made.addKeyword({ keyword: "isFunction", code: passFunctions });
  made.addKeyword({ keyword: "aliasOf", schemaType: "string", type: "string", code: passAliases });
  for (const [name, { isValid }] of Object.entries(CONFIG_FORMATS)) made.addFormat(name, isValid);
  for (const [name, schema] of Object.entries(SCHEMAS)) made.addSchema(schema, name);
  return made;
}

function passFunctions(cxt: KeywordCxt): void {
  cxt.pass(_`typeof ${cxt.data} === "function"`);
}

/** Any, when nobody knows the aliases. */
function passAliases(cxt: KeywordCxt): void {
  cxt.pass(_`this.aliases === null || (this.aliases[${cxt.schema}] ?? []).includes(${cxt.data})`);
}
