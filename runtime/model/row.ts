import type { Generated } from "kysely";

import type { Field } from "./field.ts";

export type Fields = Readonly<Record<string, Field>>;

/** What the framework adds to every row. `version` starts at 1 and grows with each change; times are UTC ISO strings. */
export interface RowHead {
  id: number;
}
export interface RowTail {
  version: number;
  createdAt: string;
  updatedAt: string;
}

/** A whole row as queries give it. */
export type RowOf<F extends Fields> = Flat<
  RowHead & { -readonly [K in keyof F as ColumnName<F, K>]: Value<F[K]> } & RowTail
>;

/** A row without its redacted fields: what a list answers with. */
export type PublicRowOf<F extends Fields> = Flat<
  RowHead & { -readonly [K in keyof F as Unredacted<F, K>]: Value<F[K]> } & RowTail
>;

/** What creates a row: everything but fields that are optional or have a default must be there. */
export type CreateOf<F extends Fields> = Flat<
  { -readonly [K in keyof F as Required<F, K>]: Value<F[K]> } & {
    -readonly [K in keyof F as Spared<F, K>]?: Value<F[K]>;
  }
>;

/** What replaces a row: validation has filled in null or the default where a field was left out. */
export type ReplaceOf<F extends Fields> = Flat<{ -readonly [K in keyof F as InputName<F, K>]: Value<F[K]> }>;

/** What changes a row: at least one field. */
export type PatchOf<F extends Fields> = Flat<{ -readonly [K in keyof F as InputName<F, K>]?: Value<F[K]> }>;

/** The query of a list: page size, place, order, and exact matches. */
export type ListOf<F extends Fields> = Flat<
  ListParams & { -readonly [K in keyof F as Filterable<F, K>]?: NonNull<F[K]> | undefined }
>;

export interface ListParams {
  /** 1 to 100; 20 unless said. */
  limit?: number | undefined;
  /** `meta.page.next` of the page before. */
  cursor?: string | undefined;
  /** Columns in order, `-` in front for falling: `-createdAt,title`. */
  sort?: string | undefined;
}

/** The table as Kysely knows it. */
export type TableOf<F extends Fields> = Flat<
  { id: Generated<number> } & {
    -readonly [K in keyof F as ColumnName<F, K>]: HasDefault<F[K]> extends true ? Generated<Value<F[K]>> : Value<F[K]>;
  } & { version: Generated<number>; createdAt: Generated<string>; updatedAt: Generated<string> }
>;

type Value<T> = IsOptional<T> extends true ? NonNull<T> | null : NonNull<T>;
type NonNull<T> = T extends Field<infer _Kind, infer V> ? V : never;

type Option<T, Name extends string> = T extends { readonly options: { readonly [N in Name]: infer V } } ? V : undefined;
type IsOptional<T> = Option<T, "optional"> extends true ? true : false;
type HasDefault<T> = Option<T, "default"> extends undefined ? false : true;
type IsOwner<T> = Option<T, "owner"> extends true ? true : false;
type IsRedacted<T> = Option<T, "redact"> extends true ? true : false;

type ColumnName<F extends Fields, K extends keyof F> = K extends string
  ? F[K]["kind"] extends "ref"
    ? `${K}Id`
    : K
  : never;
/** What a request may set. */
type InputName<F extends Fields, K extends keyof F> = IsOwner<F[K]> extends true ? never : ColumnName<F, K>;
type Spared<F extends Fields, K extends keyof F> =
  IsOptional<F[K]> extends true ? InputName<F, K> : HasDefault<F[K]> extends true ? InputName<F, K> : never;
type Required<F extends Fields, K extends keyof F> = Exclude<InputName<F, K>, Spared<F, K>>;
type Unredacted<F extends Fields, K extends keyof F> = IsRedacted<F[K]> extends true ? never : ColumnName<F, K>;
type Filterable<F extends Fields, K extends keyof F> = F[K]["kind"] extends "text" | "json"
  ? never
  : IsOwner<F[K]> extends true
    ? never
    : Unredacted<F, K>;

/** Shows an intersection as one object in editors. */
type Flat<T> = { [K in keyof T]: T[K] } & {};
