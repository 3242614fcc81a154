import type { Variable } from "./env-file.ts";
import { isEnvReference } from "./env-ref.ts";
import type { ConfigKeys } from "./key.ts";
import { coerceText } from "../core/schema/coerce.ts";
import { schemasAt } from "./schema-at.ts";
import { layOver, mapTree, treeWith, valueAt, type Tree } from "./tree.ts";
import type { DeclaredVariables, Variables } from "./variables.ts";

/** What says something about a value, the later ones winning. `.env` files and the environment speak through variables. */
export type LayerName = "default" | "mega.config" | "app.config" | "env-file" | "environment" | "flags";

/** What one place says: values, and `env()` references to variables. */
export interface Layer {
  readonly name: LayerName;
  /** The config file, from the project's root; null when it is no file. */
  readonly file: string | null;
  readonly tree: Tree;
}

/** A layer with a value for each of its references. */
export interface ResolvedLayer extends Layer {
  readonly resolved: Tree;
  /** Path → the variable that gave its value. */
  readonly variables: ReadonlyMap<string, Variable>;
  /** Path → the variable that gives no value: one that is not set; null when what is wrong with it is told already. */
  readonly missing: ReadonlyMap<string, string | null>;
}

/** Reads the variables that a layer refers to, each as the type that `schema` wants at its place. */
export function resolveLayer(
  layer: Layer,
  {
    schema,
    variables,
    declared,
  }: { readonly schema: object; readonly variables: Variables; readonly declared: DeclaredVariables },
): ResolvedLayer {
  const used = new Map<string, Variable>();
  const missing = new Map<string, string | null>();
  const resolve = (value: unknown, path: string): unknown => {
    if (!isEnvReference(value)) return value;
    if (declared.broken.has(value.variable)) return void missing.set(path, null);
    const variable = variables.find(value.variable);
    if (variable === undefined) {
      const standard = value.fallback ?? declared.values.get(value.variable);
      // What a declared variable may lack, its users may lack too.
      if (standard === undefined && !declared.names.has(value.variable)) missing.set(path, value.variable);
      return standard;
    }
    used.set(path, variable);
    const known = declared.values.get(value.variable);
    return typeof known === "string" || known === undefined ? coerceAt(schema, path, variable.value) : known;
  };
  // A layer is made of keys, so what comes of it is.
  const resolved = mapTree(layer.tree, resolve) as Tree;
  return { ...layer, resolved, variables: used, missing };
}

/** The effective values of layers in order; `keys` says which are replaced as a whole. */
export function mergeLayers(layers: readonly Pick<ResolvedLayer, "resolved">[], keys: ConfigKeys): Tree {
  const names = new Set(layers.flatMap(({ resolved }) => Object.keys(resolved)));
  const merged = Array.from(names, (name) => {
    const isWhole = Object.hasOwn(keys, name) && keys[name]?.isWhole === true;
    const said = layers.map(({ resolved }) => valueAt(resolved, name)).filter((value) => value !== undefined);
    return [name, isWhole ? said.at(-1) : said.reduce(layOver, undefined)] as const;
  });
  return Object.fromEntries(merged.filter(([, value]) => value !== undefined));
}

/** What variables say of keys by themselves, such as `PORT` of `server.port`: only those that are set. */
export function mappedLayer(keys: ConfigKeys, variables: Variables, reference: (name: string) => unknown): Layer {
  let tree: Tree = {};
  for (const [key, { variables: mapped = {} }] of Object.entries(keys)) {
    for (const [property, name] of Object.entries(mapped)) {
      if (variables.find(name) !== undefined)
        tree = layOver(tree, treeWith(`${key}.${property}`, reference(name))) as Tree;
    }
  }
  return { name: "environment", file: null, tree };
}

function coerceAt(schema: object, path: string, text: string): unknown {
  const [found] = schemasAt(schema, path);
  return found === undefined ? text : coerceText(found, text);
}
