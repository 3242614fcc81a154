/** Anything JSON can say. */
export type Json = string | number | boolean | null | JsonValue;

/** What a json column holds: an object or an array. */
export type JsonValue = { readonly [key: string]: Json } | readonly Json[];
