import type { ErrorObject } from "ajv";

import { nearest } from "../core/nearest.ts";
import { describeMistake } from "../core/schema/validation-messages.ts";
import type { Variable } from "./env-file.ts";
import { CONFIG_FORMATS } from "./formats.ts";
import type { Scope } from "./key.ts";
import { APP_ONLY_KEYS, GLOBAL_ONLY_KEYS, scopeSchema } from "./keys.ts";
import type { Aliases } from "./mistake.ts";
import { isSecret, redactText } from "./redact.ts";
import { pathsOf, schemasAt } from "./schema-at.ts";

export interface MistakePlace {
  readonly path: string;
  readonly scope: Scope;
  /** The config file; null for what variables and flags say by themselves. */
  readonly file: string | null;
  /** What gave the value, when it does not stand in the file. */
  readonly variable: Variable | undefined;
  readonly aliases: Aliases | null;
}

/** What is wrong, in words that name the key and the value: never one that may be secret. */
export function sayMistake(error: ErrorObject, place: MistakePlace): string {
  const { path, variable, file } = place;
  if (path === "") return "the default export must be an object";
  if (error.keyword === "additionalProperties") return unknownKey(error, place);
  const wrong = `${whatIsWrong(error, place)}${shown(error, place)}`;
  if (variable === undefined) return `\`${path}\` ${wrong}`;
  return `\`${variable.name}\` ${wrong} (it is \`${path}\`${file === null ? "" : ` of ${file}`})`;
}

function unknownKey(error: ErrorObject, { path, scope }: MistakePlace): string {
  if (scope === "app" && GLOBAL_ONLY_KEYS.includes(path)) {
    return `\`${path}\` belongs to mega.config.ts (it is shared by all apps)`;
  }
  if (scope === "global" && APP_ONLY_KEYS.includes(path)) {
    return `\`${path}\` belongs to apps/<name>/app.config.ts (each app has its own)`;
  }
  const name = String(error.params["additionalProperty"]);
  const drivers = driversWith(name, scope, error);
  if (drivers.length > 0)
    return `\`${path}\` is an option of the driver ${drivers.join(" and ")}, not of ${driverOf(error)}`;
  const known = Object.keys((error.parentSchema?.["properties"] ?? {}) as object);
  const near = nearest(name, known) ?? pathsOf(scopeSchema(scope)).find((other) => other.endsWith(`.${name}`));
  if (near !== undefined) return `\`${path}\` is no key; did you mean \`${near}\`?`;
  const [elsewhere, file] =
    scope === "app" ? [GLOBAL_ONLY_KEYS, "mega.config.ts"] : [APP_ONLY_KEYS, "apps/<name>/app.config.ts"];
  const misplaced = nearest(path, elsewhere);
  if (misplaced !== undefined) return `\`${path}\` is no key; did you mean \`${misplaced}\` of ${file}?`;
  if (known.length === 0) return `\`${path}\` is no key; there is none in here`;
  return `\`${path}\` is no key; there is ${listed(known)}`;
}

/** The other drivers of the same place that know an option. */
function driversWith(name: string, scope: Scope, { instancePath }: ErrorObject): readonly string[] {
  const shapes = schemasAt(scopeSchema(scope), instancePath.slice(1).replaceAll("/", "."));
  return shapes.flatMap(({ properties }) => {
    const known = (properties ?? {}) as Readonly<Record<string, { readonly const?: string }>>;
    return Object.hasOwn(known, name) ? (known["driver"]?.const ?? []) : [];
  });
}

function driverOf({ data }: ErrorObject): string {
  return (data as { readonly driver: string }).driver;
}

function whatIsWrong(error: ErrorObject, { path, aliases }: MistakePlace): string {
  const { keyword, params, schema, data, parentSchema } = error;
  if (keyword === "required") return "is missing";
  const expected = parentSchema?.["expects"] ?? CONFIG_FORMATS[String(params["format"])]?.what;
  if (expected !== undefined) return `must be ${String(expected)}`;
  if (keyword === "enum") return `must be ${either((params["allowedValues"] as readonly unknown[]).map(String))}`;
  if (keyword === "anyOf" || keyword === "oneOf") return `must be ${either(kindsOf(schema))}`;
  if (keyword === "isFunction") return "must be a function";
  if (keyword !== "aliasOf") return describeMistake(error);
  const key = String(schema);
  const known = aliases?.[key] ?? [];
  const near = nearest(String(data), known);
  const else_ =
    near === undefined ? `there is ${known.length === 0 ? "none" : listed(known)}` : `did you mean \`${near}\`?`;
  return isSecret(path)
    ? `must be an alias of \`${key}\``
    : `must be an alias of \`${key}\` in mega.config.ts; ${else_}`;
}

/** What the branches of a choice are, in words. */
function kindsOf(branches: unknown): readonly string[] {
  const kinds = (branches as readonly Readonly<Record<string, unknown>>[]).flatMap((branch) => {
    if (branch["expects"] !== undefined) return branch["expects"] as string;
    if ("const" in branch) return JSON.stringify(branch["const"]);
    if (Array.isArray(branch["enum"])) return branch["enum"].map(String);
    const { type = "value of another shape" } = branch as { readonly type?: string };
    if (type === "boolean") return ["true", "false"];
    return `${/^[aio]/.test(type) ? "an" : "a"} ${type}`;
  });
  return Array.from(new Set(kinds));
}

/** `lax, strict or none` */
function either(names: readonly string[]): string {
  return [names.slice(0, -1).join(", "), ...names.slice(-1)].filter((part) => part !== "").join(" or ");
}

/** `, not 70000`: the value, unless it is large, secret or may be. */
function shown({ keyword, data, parentSchema }: ErrorObject, { path, variable }: MistakePlace): string {
  if (keyword === "required" || data === undefined || isSecret(path)) return "";
  if (data === null) return ", not null";
  if (typeof data === "object") {
    if (!KIND_RULES.has(keyword)) return "";
    return Array.isArray(data) ? ", not a list" : ", not an object";
  }
  if (typeof data !== "string" && typeof data !== "number" && typeof data !== "boolean") return `, not ${typeof data}`;
  // Any text may come from a variable; where a number is wanted, one that is no number is a slip of the pen.
  if (variable !== undefined && parentSchema?.["type"] === "string") return "";
  const json = JSON.stringify(typeof data === "string" ? redactText(data) : data);
  return `, not ${json.length > MAX_SHOWN ? `${json.slice(0, MAX_SHOWN)}…` : json}`;
}

/** The rules on what kind of value it is; the others speak of what is in it. */
const KIND_RULES: ReadonlySet<string> = new Set(["type", "const", "enum", "anyOf", "oneOf", "isFunction"]);

const MAX_SHOWN = 80;

function listed(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}
