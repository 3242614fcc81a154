import type {
  FieldOptions,
  StringOptions,
  NumberOptions,
  BigintOptions,
  DecimalOptions,
  BooleanOptions,
  TemporalOptions,
  JsonOptions,
  EnumOptions,
  EnumFieldOptions,
  OwnerFieldOptions,
  RefFieldOptions,
} from "./field-options.ts";
import type { FieldKind } from "./field-types.ts";
import type { JsonValue } from "./json.ts";

/**
 * One field of a model: its kind and options, with its TypeScript type carried along.
 * Made by the builders of `field`; the command line's `title:string:max=200` is `title: field.string({ max: 200 })`.
 */
export interface Field<Kind extends FieldKind = FieldKind, Value = unknown, Options extends object = object> {
  readonly kind: Kind;
  readonly options: Options;
  /** Only a type: what a row holds, `null` aside. */
  readonly "~value"?: Value;
}

/** The builders, one for each kind of field. */
export const field = {
  /** A line of text; `max` 255 unless said. */
  string: <const O extends StringOptions = {}>(options?: O): Field<"string", string, O> => make("string", options),
  /** Text of any length. */
  text: <const O extends StringOptions = {}>(options?: O): Field<"text", string, O> => make("text", options),
  email: <const O extends StringOptions = {}>(options?: O): Field<"email", string, O> => make("email", options),
  /** An absolute http or https address. */
  url: <const O extends StringOptions = {}>(options?: O): Field<"url", string, O> => make("url", options),
  /** Lower-case words joined by hyphens: `hello-world`. */
  slug: <const O extends StringOptions = {}>(options?: O): Field<"slug", string, O> => make("slug", options),
  uuid: <const O extends TemporalOptions = {}>(options?: O): Field<"uuid", string, O> => make("uuid", options),
  /** A whole number within ±2^53. */
  integer: <const O extends NumberOptions = {}>(options?: O): Field<"integer", number, O> => make("integer", options),
  /** A whole number within ±2^63, as a string. */
  bigint: <const O extends BigintOptions = {}>(options?: O): Field<"bigint", string, O> => make("bigint", options),
  float: <const O extends NumberOptions = {}>(options?: O): Field<"float", number, O> => make("float", options),
  /** An exact number, as a string with `scale` digits behind the point. */
  decimal: <const O extends DecimalOptions>(options: O): Field<"decimal", string, O> => make("decimal", options),
  boolean: <const O extends BooleanOptions = {}>(options?: O): Field<"boolean", boolean, O> => make("boolean", options),
  /** `2026-01-31`. */
  date: <const O extends TemporalOptions = {}>(options?: O): Field<"date", string, O> => make("date", options),
  /** A time of day, `09:30:00`. */
  time: <const O extends TemporalOptions = {}>(options?: O): Field<"time", string, O> => make("time", options),
  /** A moment, in UTC: `2026-01-31T09:30:00.000Z`. */
  datetime: <const O extends TemporalOptions = {}>(options?: O): Field<"datetime", string, O> =>
    make("datetime", options),
  /** An object or an array. */
  json: <const O extends JsonOptions = {}>(options?: O): Field<"json", JsonValue, O> => make("json", options),
  /** One of the given words. */
  enum: <const V extends string, const O extends EnumOptions = {}>(
    values: readonly V[],
    options?: O,
  ): Field<"enum", V, O & EnumFieldOptions<V>> => make("enum", { ...options, values } as O & EnumFieldOptions<V>),
  /** The id of a row of another table: `author: field.ref("authors")` is the column `authorId`. */
  ref: <const O extends FieldOptions = {}>(to: string, options?: O): Field<"ref", number, O & RefFieldOptions> =>
    make("ref", { ...options, to } as O & RefFieldOptions),
  /**
   * Whose row it is: a reference that the service sets, and that no request can set or filter by.
   * `user: field.owner("users")` is the column `userId`.
   */
  owner: (to: string): Field<"ref", number, OwnerFieldOptions> =>
    make<"ref", OwnerFieldOptions>("ref", { to, owner: true }),
} as const;

function make<Kind extends FieldKind, O extends FieldOptions>(
  kind: Kind,
  options: O | undefined,
): { readonly kind: Kind; readonly options: O } {
  // No options given means that O is `{}`.
  return { kind, options: options ?? ({} as O) };
}
