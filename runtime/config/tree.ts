import { isEnvReference } from "./env-ref.ts";

/** An object of keys, as config files are made of; what a class made, a function or an `env()` is a value. */
export type Tree = Readonly<Record<string, unknown>>;

export function isTree(value: unknown): value is Tree {
  if (typeof value !== "object" || value === null || isEnvReference(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** `upper` laid over `lower`, property by property at every depth; neither is changed. Undefined says nothing. */
export function layOver(lower: unknown, upper: unknown): unknown {
  if (upper === undefined) return mapTree(lower, (value) => value);
  if (!isTree(lower) || !isTree(upper)) return mapTree(upper, (value) => value);
  const names = new Set([...Object.keys(lower), ...Object.keys(upper)]);
  return fromEntries(Array.from(names, (name) => [name, layOver(own(lower, name), own(upper, name))] as const));
}

/** A copy with every value but trees and lists mapped; `path` is `server.port`, `hosts.0`. */
export function mapTree(value: unknown, map: (value: unknown, path: string) => unknown, path = ""): unknown {
  const below = (name: string | number): string => (path === "" ? String(name) : `${path}.${name}`);
  if (Array.isArray(value)) return value.map((item, index) => mapTree(item, map, below(index)));
  if (!isTree(value)) return map(value, path);
  return fromEntries(Object.entries(value).map(([name, inner]) => [name, mapTree(inner, map, below(name))] as const));
}

/** Its values by path; a list and an empty tree are values. */
export function leavesOf(tree: Tree, path = ""): readonly (readonly [path: string, value: unknown])[] {
  return Object.entries(tree).flatMap(([name, value]) => {
    const at = path === "" ? name : `${path}.${name}`;
    if (value === undefined) return [];
    return isTree(value) && Object.keys(value).length > 0 ? leavesOf(value, at) : [[at, value] as const];
  });
}

/** The value at `server.port`; undefined when there is none. */
export function valueAt(tree: unknown, path: string): unknown {
  let value = tree;
  for (const name of path.split(".")) {
    if (Array.isArray(value)) value = value[Number(name)] as unknown;
    else value = isTree(value) ? own(value, name) : undefined;
  }
  return value;
}

/** A tree with one value in it. */
export function treeWith(path: string, value: unknown): Tree {
  return path.split(".").reduceRight((inner, name) => fromEntries([[name, inner]]), value) as Tree;
}

function own(tree: Tree, name: string): unknown {
  return Object.hasOwn(tree, name) ? tree[name] : undefined;
}

// Defines each property, so that `__proto__` is a name like any other. What is undefined is left out.
function fromEntries(entries: readonly (readonly [string, unknown])[]): Tree {
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
