import { isTree, type Tree } from "./tree.ts";

/** The schemas that speak of the value at a path: more than one where branches of `anyOf` do; none for an unknown key. */
export function schemasAt(schema: unknown, path: string): readonly Tree[] {
  const names = path === "" ? [] : path.split(".");
  return names.reduce((schemas, name) => schemas.flatMap((one) => stepInto(one, name)), branchesOf(schema));
}

/** Every path that a schema knows: `server`, `server.port`, `caches.<alias>.driver`. */
export function pathsOf(schema: unknown, path = ""): readonly string[] {
  const paths = new Set<string>();
  for (const { properties, additionalProperties } of branchesOf(schema)) {
    const named = Object.entries(isTree(properties) ? properties : {});
    const entries = pathsOf(additionalProperties).length === 0 ? [] : [["<alias>", additionalProperties] as const];
    for (const [name, inner] of [...named, ...entries]) {
      const at = path === "" ? name : `${path}.${name}`;
      for (const one of [at, ...pathsOf(inner, at)]) paths.add(one);
    }
  }
  return Array.from(paths);
}

/** A schema itself and what its `anyOf` and the like choose from. */
export function branchesOf(schema: unknown): readonly Tree[] {
  if (!isTree(schema)) return [];
  const inner = [schema["anyOf"], schema["oneOf"], schema["allOf"]].flatMap((list) =>
    Array.isArray(list) ? list : [],
  );
  return [schema, ...inner.flatMap(branchesOf)];
}

function stepInto({ properties, additionalProperties, items }: Tree, name: string): readonly Tree[] {
  if (isTree(properties) && Object.hasOwn(properties, name)) return branchesOf(properties[name]);
  if (isTree(items) && /^\d+$/.test(name)) return branchesOf(items);
  return branchesOf(additionalProperties);
}
