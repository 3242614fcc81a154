/** A JSON Schema as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Leaves out keywords without a value. */
export function withoutUndefined(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined));
}

/** The same schema that takes null as well: one type list, so that a mistake is one error and not two. */
export function nullable(schema: JsonSchema): JsonSchema {
  const types = schema["type"];
  if (types === undefined) return schema;
  const values = schema["enum"];
  return {
    ...schema,
    type: [...(Array.isArray(types) ? types : [types]), "null"],
    ...(Array.isArray(values) ? { enum: [...values, null] } : {}),
  };
}
