import { branchesOf } from "./schema-at.ts";
import { isTree, layOver, type Tree } from "./tree.ts";

/** What the `default`s of a schema say of the properties of an object that is given, and of those inside it. */
export function defaultsWithin(schema: unknown, given: Tree): Tree {
  const shapes = branchesOf(schema).filter((shape) => fits(shape, given));
  return shapes.map((shape) => defaultsOf(shape, given)).reduce((all, some) => layOver(all, some) as Tree, {});
}

/** False for the shape of another driver. */
function fits({ properties }: Tree, given: Tree): boolean {
  const fixed = Object.entries(treeOf(properties)).filter(([, schema]) => isTree(schema) && "const" in schema);
  return fixed.every(([name, schema]) => given[name] === treeOf(schema)["const"]);
}

function defaultsOf({ properties, additionalProperties }: Tree, given: Tree): Tree {
  const known = treeOf(properties);
  const names = new Set([...Object.keys(known), ...Object.keys(given)]);
  const defaults = Array.from(names, (name) => {
    const schema = Object.hasOwn(known, name) ? known[name] : additionalProperties;
    const inner = Object.hasOwn(given, name) ? given[name] : undefined;
    return [name, isTree(inner) ? defaultsWithin(schema, inner) : treeOf(schema)["default"]] as const;
  });
  return Object.fromEntries(defaults.filter(([, value]) => value !== undefined && !isEmpty(value)));
}

function treeOf(value: unknown): Tree {
  return isTree(value) ? value : {};
}

function isEmpty(value: unknown): boolean {
  return isTree(value) && Object.keys(value).length === 0;
}
