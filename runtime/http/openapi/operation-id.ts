import { camelCase, isPlural, pascalCase, singular } from "./words.ts";

/** What the name of an operation is made of. */
export interface NamedOperation {
  readonly method: string;
  /** As the document has it, without the app's prefix: `/api/posts/{id}`. */
  readonly path: string;
  /** It answers with many. */
  readonly isList: boolean;
}

/**
 * The name that clients call an operation by: `listPosts`, `createPost`, `getPost`, `replacePost`, `updatePost`,
 * `deletePost`, `listPostComments`, `publishPost`, `login`. `/api` and `/v1` are left out, `/v2` is put last.
 */
export function operationId({ method, path, isList }: NamedOperation): string {
  const segments = path.split("/").filter((segment) => segment !== "" && segment !== "api");
  const version = segments.find((segment) => /^v\d+$/.test(segment));
  const places = segments.filter((segment) => segment !== version);
  const id = camelCase(nameOf(method, places, isList));
  return `${/^\p{L}/u.test(id) ? id : `op${pascalCase(id)}`}${version === undefined || version === "v1" ? "" : version.toUpperCase()}`;
}

/** A name that no other operation of the document has: with what the path is told apart by, or else with a number. */
export function uniqueId(id: string, path: string, taken: ReadonlySet<string>): string {
  if (!taken.has(id)) return id;
  const params = Array.from(path.matchAll(/\{([^}]*)\}/g), ([, name = ""]) => pascalCase(name));
  const longer = params.length === 0 ? id : `${id}By${params.join("And")}`;
  if (!taken.has(longer)) return longer;
  for (let count = 2; ; count++) if (!taken.has(`${longer}${count}`)) return `${longer}${count}`;
}

const VERBS: Readonly<Record<string, string>> = {
  GET: "get",
  POST: "create",
  PUT: "replace",
  PATCH: "update",
  DELETE: "delete",
};

function nameOf(method: string, places: readonly string[], isList: boolean): string {
  const last = places.at(-1);
  const verb = VERBS[method] ?? method.toLowerCase();
  if (last === undefined) return `${verb} root`;
  const isOne = isParam(last);
  const words = wordsBefore(places);
  const thing = words.at(-1) ?? "root";
  const owners = words.slice(0, -1);
  if (isOne) return join(verb, owners, singular(thing));
  if (method === "GET" && (isList || isPlural(thing))) return join("list", owners, thing);
  if (method !== "POST") return join(verb, owners, thing);
  if (isPlural(thing)) return join("create", owners, singular(thing));
  // What is no collection is something to do: `/posts/{id}/publish`, `/login`, `/auth/login`.
  return isParam(places.at(-2) ?? "") ? join(thing, owners, "") : join("", owners, thing);
}

/** The fixed places; each that is followed by a parameter is one of its kind. */
function wordsBefore(places: readonly string[]): readonly string[] {
  return places.flatMap((place, index) => {
    if (isParam(place)) return [];
    const isOwner = isParam(places[index + 1] ?? "") && index + 1 < places.length - 1;
    return [isOwner ? singular(plain(place)) : plain(place)];
  });
}

function isParam(place: string): boolean {
  return place.includes("{");
}

function plain(place: string): string {
  try {
    return decodeURIComponent(place);
  } catch {
    return place;
  }
}

function join(verb: string, owners: readonly string[], thing: string): string {
  return [verb, ...owners, thing].join(" ");
}
