const NAME: unique symbol = Symbol("mega.schemaName");

/** What a schema says of a model: the whole row, a row of a list, a body, or the key in the path. */
export type SchemaPart = "row" | "item" | "create" | "replace" | "patch" | "key";

/** Where a schema comes from, so that documents can call it by a name. */
export interface SchemaOrigin {
  /** The model's table in code: `blogPosts`. */
  readonly table: string;
  readonly part: SchemaPart;
}

/** Marks a schema as a part of a model; gives the same object back. */
export function nameSchema<S extends object>(schema: S, origin: SchemaOrigin): S {
  return Object.assign(schema, { [NAME]: { ...origin, original: schema } });
}

/** The model that a schema belongs to; undefined for any other, and for a copy that was changed. */
export function schemaOrigin(schema: object): SchemaOrigin | undefined {
  const mark = (schema as { readonly [NAME]?: SchemaOrigin & { readonly original: object } })[NAME];
  if (mark === undefined) return undefined;
  return schema === mark.original || isSame(schema, mark.original) ? mark : undefined;
}

function isSame(copy: object, original: object): boolean {
  return JSON.stringify(copy) === JSON.stringify(original);
}
