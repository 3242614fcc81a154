import { isObject, type JsonObject } from "./json-object.ts";

/** What references of a schema are looked up in: the schema at hand, and those that it lies in. */
export interface Resource {
  readonly root: JsonObject;
  readonly outer: Resource | null;
}

/** What a `$ref` points to, with the resource that its own references are looked up in. */
export interface Target {
  readonly schema: JsonObject;
  readonly resource: Resource;
  /** What it is called where it stands: its `$id`, or its place in `$defs`. */
  readonly name: string;
}

/** Looks a `$ref` up: `#`, `#/$defs/node`, `#anchor`, `Node`, `https://example.com/node.json#/$defs/leaf`. */
export function findTarget(ref: string, resource: Resource): Target | undefined {
  const [id = "", fragment = ""] = ref.split("#", 2);
  const home = id === "" ? resource : findById(id, resource);
  if (home === undefined) return undefined;
  const { root } = home;
  const schema = fragment === "" || fragment.startsWith("/") ? follow(fragment, root) : findAnchor(fragment, root);
  if (!isObject(schema)) return undefined;
  const named = schema["$id"];
  return { schema, resource: home, name: typeof named === "string" ? named : lastWord(fragment || id) };
}

/** A schema with an `$id` of its own is what `#` means inside it. */
export function enter(schema: JsonObject, resource: Resource | null): Resource {
  if (resource === null) return { root: schema, outer: null };
  const { $id } = schema;
  const isOwn = typeof $id === "string" && !$id.startsWith("#") && resource.root !== schema;
  return isOwn ? { root: schema, outer: resource } : resource;
}

function findById(id: string, resource: Resource | null): Resource | undefined {
  for (let place = resource; place !== null; place = place.outer) {
    const { root } = place;
    const found = search(root, (schema) => schema["$id"] === id);
    if (found !== undefined) return enter(found, place);
  }
  return undefined;
}

function findAnchor(anchor: string, root: JsonObject): JsonObject | undefined {
  return search(root, (schema) => schema["$anchor"] === anchor || schema["$id"] === `#${anchor}`);
}

function follow(pointer: string, root: JsonObject): unknown {
  let value: unknown = root;
  for (const word of pointer.split("/").slice(1)) {
    const key = decode(word).replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as JsonObject)[key];
  }
  return value;
}

function search(value: unknown, isWanted: (schema: JsonObject) => boolean): JsonObject | undefined {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.shift();
    if (isObject(next) && isWanted(next)) return next;
    if (typeof next === "object" && next !== null) open.push(...Object.values(next));
  }
  return undefined;
}

function lastWord(text: string): string {
  return decode(text.split("/").at(-1) ?? "");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
