import type { JsonValue } from "./json.ts";

/** What every field takes. */
export interface FieldOptions {
  /** May be null; may be left out when a row is created. */
  readonly optional?: boolean;
  /** No two rows hold the same value. */
  readonly unique?: boolean;
  /** Has an index of its own. */
  readonly index?: boolean;
  /** Never in list answers, filters and logs. */
  readonly redact?: boolean;
}

export interface StringOptions extends FieldOptions {
  /** Shortest and longest length in characters. */
  readonly min?: number;
  readonly max?: number;
  readonly default?: string;
}

export interface NumberOptions extends FieldOptions {
  /** Least and greatest value. */
  readonly min?: number;
  readonly max?: number;
  readonly default?: number;
}

/** Whole numbers beyond 2^53 travel as strings; limits and defaults may be written either way. */
export interface BigintOptions extends FieldOptions {
  readonly min?: number | string;
  readonly max?: number | string;
  readonly default?: number | string;
}

export interface DecimalOptions extends BigintOptions {
  /** All digits, those behind the point included. */
  readonly precision: number;
  /** Digits behind the point. */
  readonly scale: number;
}

export interface BooleanOptions extends FieldOptions {
  readonly default?: boolean;
}

/** `default` is written as rows hold it: `2026-01-31`, `09:30:00`, `2026-01-31T09:30:00.000Z`. */
export interface TemporalOptions extends FieldOptions {
  readonly default?: string;
}

export interface JsonOptions extends FieldOptions {
  readonly default?: JsonValue;
}

export interface EnumOptions extends FieldOptions {
  readonly default?: string;
}

/** An enum's options with the values it was made with. */
export interface EnumFieldOptions<Value extends string = string> extends EnumOptions {
  readonly values: readonly Value[];
}

/** A reference's options with the table (as written in code) it points to. */
export interface RefFieldOptions extends FieldOptions {
  readonly to: string;
}

/** The options of `field.owner`. */
export interface OwnerFieldOptions extends RefFieldOptions {
  readonly owner: true;
}
