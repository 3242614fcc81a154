import type { Report } from "./mistakes.ts";
import type { EntityName } from "./names.ts";
import type { ProjectFacts } from "./plan.ts";

/** The types of the field grammar. */
export type FieldTypeName =
  | "string"
  | "text"
  | "email"
  | "url"
  | "slug"
  | "uuid"
  | "integer"
  | "bigint"
  | "float"
  | "decimal"
  | "boolean"
  | "date"
  | "time"
  | "datetime"
  | "json"
  | "enum"
  | "ref";

export type ModifierName = "optional" | "unique" | "index" | "min" | "max" | "redact" | "default";

/** What stands between type and modifiers: `10,2` of a decimal, the values of an enum, the target of a ref. */
export interface FieldArgument {
  readonly precision?: number;
  readonly scale?: number;
  readonly values?: readonly string[];
  readonly target?: EntityName;
}

/** Least and greatest length or value. Of decimal and bigint as text, so that no digit is lost. */
export interface Limits {
  readonly min?: number | string;
  readonly max?: number | string;
}

/** The modifiers of one field. */
export interface Modifiers {
  readonly optional: boolean;
  readonly unique: boolean;
  readonly index: boolean;
  readonly redact: boolean;
  readonly min?: number | string;
  readonly max?: number | string;
  readonly default?: unknown;
}

/** What modifiers are read against. */
export interface ModifierContext {
  readonly type: FieldTypeName;
  readonly argument: FieldArgument;
  readonly report: Report;
}

/** One field as the grammar `name:type[:modifier...]` gives it. */
export interface Field {
  /** Its key in a model: `publishedAt`, `author`. */
  readonly name: string;
  /** Its column in code: `publishedAt`, `authorId`. */
  readonly column: string;
  /** Its column in SQL: `published_at`, `author_id`. */
  readonly sqlColumn: string;
  /** In words: `published at`. */
  readonly label: string;
  readonly type: FieldTypeName;
  readonly optional: boolean;
  readonly unique: boolean;
  readonly index: boolean;
  readonly redact: boolean;
  /** Least and greatest length or value; of decimal and bigint as text. */
  readonly min?: number | string;
  readonly max?: number | string;
  /** A value of its type, checked: a number, a boolean, text, an object. */
  readonly default?: unknown;
  /** Of a decimal: all digits, and those behind the point. */
  readonly precision?: number;
  readonly scale?: number;
  /** Of an enum. */
  readonly values?: readonly string[];
  /** Of a ref: what it points to. */
  readonly target?: EntityName;
  /** It says whose row it is: the service fills it in, and no request can. */
  readonly isOwner?: true;
}

/** What fields are read against: the entity they belong to, and the project with the models they may refer to. */
export interface FieldsContext {
  readonly entity: EntityName;
  readonly facts: ProjectFacts;
}
