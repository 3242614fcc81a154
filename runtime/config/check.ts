import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";

import { nearest } from "../core/nearest.ts";
import { CONFIG_FORMATS } from "./formats.ts";
import type { Scope } from "./key.ts";
import { APP_ONLY_KEYS, GLOBAL_ONLY_KEYS, scopeSchema } from "./keys.ts";

/** One mistake of the config: the file (or `environment`), the key, and what is wrong. */
export interface ConfigMistake {
  readonly file: string;
  /** `server.port`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

/** Every mistake of one config file. */
export function checkConfig(scope: Scope, file: string, config: unknown): readonly ConfigMistake[] {
  const validate = (validators[scope] ??= ajv.compile(scopeSchema(scope)));
  if (validate(config)) return [];
  const mistakes = (validate.errors ?? []).filter(saysSomething).map((error) => toMistake(scope, file, error));
  return mistakes.filter((mistake, index) => mistakes.findIndex(({ path }) => path === mistake.path) === index);
}

// Its schemas are mega's own: holding them against the schema of schemas would take most of the time.
const ajv = new Ajv({ allErrors: true, verbose: true, meta: false, validateSchema: false });
ajv.addKeyword({ keyword: "isFunction", validate: (_: true, value: unknown) => typeof value === "function" });
ajv.addVocabulary(["expects"]);
for (const [name, { isValid }] of Object.entries(CONFIG_FORMATS)) ajv.addFormat(name, isValid);

/** The compiled schema of each kind of file. */
const validators: Partial<Record<Scope, ValidateFunction>> = {};

/** The rule that names a broken property name repeats what the rule on the name said; `anyOf` sums up its branches. */
function saysSomething({ keyword, schemaPath }: ErrorObject): boolean {
  return keyword !== "propertyNames" && !/\/anyOf\/\d+\//.test(schemaPath);
}

function toMistake(scope: Scope, file: string, error: ErrorObject): ConfigMistake {
  const parent = error.instancePath.slice(1).replaceAll("/", ".");
  const key = error.params["additionalProperty"] ?? error.params["missingProperty"] ?? error.propertyName;
  const path = key === undefined ? parent : [parent, key].filter((part) => part !== "").join(".");
  if (path === "") return { file, path, message: "the default export must be an object" };
  if (error.keyword === "additionalProperties") return { file, path, message: unknownKey(scope, path, error) };
  return { file, path, message: `\`${path}\` ${whatIsWrong(error)}` };
}

function unknownKey(scope: Scope, path: string, error: ErrorObject): string {
  if (scope === "app" && GLOBAL_ONLY_KEYS.includes(path)) {
    return `\`${path}\` belongs to mega.config.ts (it is shared by all apps)`;
  }
  if (scope === "global" && APP_ONLY_KEYS.includes(path)) {
    return `\`${path}\` belongs to apps/<name>/app.config.ts (each app has its own)`;
  }
  const known = Object.keys((error.parentSchema?.["properties"] as object | undefined) ?? {});
  const near = nearest(path.slice(path.lastIndexOf(".") + 1), known);
  if (near !== undefined) return `\`${path}\` is no key; did you mean \`${near}\`?`;
  return `\`${path}\` is no key; there is ${known.map((name) => `\`${name}\``).join(", ")}`;
}

function whatIsWrong({ keyword, params, message, data, parentSchema }: ErrorObject): string {
  const value = data === undefined ? "" : `, not ${JSON.stringify(data) ?? typeof data}`;
  const expected = parentSchema?.["expects"] ?? CONFIG_FORMATS[String(params["format"])]?.what;
  if (expected !== undefined) return `must be ${String(expected)}${value}`;
  if (keyword === "required") return "is missing";
  if (keyword === "type") return `must be ${article(String(params["type"]))}${value}`;
  if (keyword === "enum") return `must be ${(params["allowedValues"] as readonly string[]).join(", ")}${value}`;
  if (keyword === "isFunction") return `must be a function${value}`;
  if (keyword === "anyOf") return `must be false or an object${value}`;
  if (keyword === "pattern" && typeof data === "string") return `${message ?? "has the wrong form"}${value}`;
  return `${message ?? `breaks the rule ${keyword}`}${value}`;
}

function article(type: string): string {
  return `${/^[aio]/.test(type) ? "an" : "a"} ${type}`;
}
