import { coerceText } from "../core/schema/coerce.ts";
import { compileValidator } from "../core/schema/validate.ts";
import { nearest } from "../core/nearest.ts";
import { readEnvFiles, type Env, type Variable } from "./env-file.ts";
import { isEnvReference, VARIABLE } from "./env-ref.ts";
import type { ConfigMistake } from "./mistake.ts";
import { isTree, type Tree } from "./tree.ts";

/** The variables that a config sees: those of the `.env` files, and over them the environment's. */
export interface Variables {
  /** The one that counts; undefined when it is not set, or empty. */
  find(name: string): Variable | undefined;
  /** Every place that sets it, in order: the last one counts. */
  all(name: string): readonly Variable[];
  /** A name of a `.env` file that may have been meant. */
  near(name: string): string | undefined;
}

export interface ReadVariablesOptions {
  readonly root: string;
  readonly env: Env;
  /** NODE_ENV */
  readonly mode: string;
}

/** Reads the `.env` files; what is wrong in them is added to `mistakes`. */
export function readVariables({ root, env, mode }: ReadVariablesOptions, mistakes: ConfigMistake[]): Variables {
  const files = readEnvFiles(root, mode);
  mistakes.push(...files.flatMap((file) => file.mistakes));
  const inFiles = new Map<string, readonly Variable[]>();
  for (const variable of files.flatMap(({ variables }) => variables)) {
    inFiles.set(variable.name, [...(inFiles.get(variable.name) ?? []), variable]);
  }
  const all = (name: string): readonly Variable[] => {
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    const found = inFiles.get(name) ?? [];
    return value === undefined ? found : [...found, { name, value, file: null, line: null }];
  };
  return {
    all,
    find: (name) => {
      const variable = all(name).at(-1);
      return variable?.value === "" ? undefined : variable;
    },
    near: (name) =>
      nearest(
        name,
        Array.from(inFiles.keys()).filter((other) => other !== name),
      ),
  };
}

/** What the `env` key of mega.config.ts makes of the variables. */
export interface DeclaredVariables {
  /** Name → value of the type that its schema names; only what is set, or has a default. */
  readonly values: ReadonlyMap<string, unknown>;
  /** Every name that is declared. */
  readonly names: ReadonlySet<string>;
  /** Names that are missing or malformed: told already. */
  readonly broken: ReadonlySet<string>;
  /** Names whose schema says `secret: true`. */
  readonly secrets: ReadonlySet<string>;
}

/** Holds the variables against the schemas of the `env` key: `{ PORT: Type.Integer() }`. */
export function checkDeclared(
  schemas: unknown,
  {
    variables,
    file,
    mistakes,
  }: { readonly variables: Variables; readonly file: string; readonly mistakes: ConfigMistake[] },
): DeclaredVariables {
  const names = new Set<string>();
  const broken = new Set<string>();
  const secrets = new Set<string>();
  const values = new Map<string, unknown>();
  const tell = (name: string, mistake: Pick<ConfigMistake, "message"> & Partial<ConfigMistake>): void => {
    mistakes.push({ file, path: `env.${name}`, ...mistake });
    broken.add(name);
  };
  for (const [name, schema] of Object.entries(isTree(schemas) ? schemas : {})) {
    names.add(name);
    if (!VARIABLE.test(name)) tell(name, { message: `\`env.${name}\` cannot be the name of a variable` });
    else if (!isTree(schema) || isEnvReference(schema))
      tell(name, { message: `\`env.${name}\` must be a schema, such as Type.String()` });
    else {
      if (schema["secret"] === true) secrets.add(name);
      checkVariable(schema, { name, variable: variables.find(name), near: variables.near(name), values, tell });
    }
  }
  return { values, names, broken, secrets };
}

interface Checking {
  readonly name: string;
  readonly variable: Variable | undefined;
  readonly near: string | undefined;
  readonly values: Map<string, unknown>;
  readonly tell: (name: string, mistake: Pick<ConfigMistake, "message"> & Partial<ConfigMistake>) => void;
}

function checkVariable(schema: Tree, { name, variable, near, values, tell }: Checking): void {
  if (variable === undefined) {
    if (schema["default"] !== undefined) values.set(name, schema["default"]);
    // What Type.Optional() marks; plain JSON Schema has no word for it on the property itself.
    else if (!("~optional" in schema)) tell(name, { message: `\`${name}\` is not set${didYouMean(near)}` });
    return;
  }
  const input = { [name]: coerceText(schema, variable.value) };
  const found = validator(name, schema)(input) ?? [];
  // The value may be a secret, whatever the schema says of it: it is never printed.
  for (const { message } of found) tell(name, { message, ...placeOf(variable) });
  if (found.length === 0) values.set(name, input[name]);
}

function validator(name: string, schema: Tree): ReturnType<typeof compileValidator> {
  try {
    return compileValidator({ type: "object", properties: { [name]: schema } });
  } catch (error) {
    const message = `\`env.${name}\` is no schema: ${(error as Error).message}`;
    return () => [{ path: `/${name}`, rule: "schema", message, params: {} }];
  }
}

/** The file and line of a variable, as a mistake names them. */
export function placeOf({ file, line }: Variable): { readonly file: string; readonly line?: number } {
  return { file: file ?? "environment", ...(line === null ? {} : { line }) };
}

export function didYouMean(near: string | undefined): string {
  return near === undefined ? "" : `; did you mean \`${near}\`?`;
}
