import { toCamelCase } from "../../core/data/sql-names.ts";
import { hasBigint, type ResultColumn, type SqliteRow } from "./client.ts";

/** Turns rows of one statement into objects with camelCase keys and the values that models promise. */
export type DecodeRow = (row: SqliteRow) => Record<string, unknown>;

type DecodeValue = (value: unknown) => unknown;

/** Compiled once for a statement from the declared types of its columns. */
export function compileDecoder(columns: readonly ResultColumn[]): DecodeRow {
  const keys = columns.map(({ name }) => toCamelCase(name));
  const big = hasBigint(columns);
  const decoders = columns.map(({ declared }) => decoderOf(declared) ?? (big ? narrow : undefined));
  return (row) => {
    const decoded: Record<string, unknown> = {};
    for (let index = 0; index < keys.length; index += 1) {
      const value = row[index];
      const decode = decoders[index];
      // Within the length of the keys.
      decoded[keys[index] as string] = decode === undefined || value === null ? value : decode(value);
    }
    return decoded;
  };
}

function decoderOf(declared: string | null): DecodeValue | undefined {
  if (declared === "boolean") return (value) => Boolean(value);
  if (declared === "bigint") return String;
  if (declared === "json") return (value) => (typeof value === "string" ? JSON.parse(value) : value);
  const decimal = declared?.match(/^decimal\(\d+, ?(\d+)\)$/);
  if (!decimal) return undefined;
  const scale = Number(decimal[1]);
  // Text in a decimal column is a number that SQLite could not keep exactly: it is given as it stands.
  return (value) => (typeof value === "string" ? value : Number(value).toFixed(scale));
}

// A statement with a bigint column gives every integer as one.
function narrow(value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}
