import { Type, type TUnsafe } from "typebox";

import { inputColumns, type Column } from "./columns.ts";
import type { CreateOf, Fields, ReplaceOf } from "./row.ts";
import { createSchema, replaceSchema } from "./schemas.ts";

/** What a page asks for and a route takes: inputs and their schemas. A model is one, with a table behind it. */
export interface Form<F extends Fields = Fields> {
  readonly fields: F;
  /** By their name in rows and bodies. */
  readonly columns: Readonly<Record<string, Column>>;
  /** The body of a JSON request. */
  readonly create: TUnsafe<CreateOf<F>>;
  /** What comes of it: fields left out get null or their default. */
  readonly replace: TUnsafe<ReplaceOf<F>>;
}

/**
 * Declares a form without a table: `defineForm({ email: field.email(), password: field.string({ min: 12 }) })`.
 * `fillForm` and `submitForm` take it as they take a model, and `body: SignIn.create` types a route.
 * @throws MegaError `form_invalid` with every mistake of the fields.
 */
export function defineForm<const F extends Fields>(fields: F): Form<F> {
  const columns = inputColumns(fields);
  const all = Object.values(columns);
  return {
    fields,
    columns,
    create: Type.Unsafe<CreateOf<F>>(createSchema(all)),
    replace: Type.Unsafe<ReplaceOf<F>>(replaceSchema(all)),
  };
}
