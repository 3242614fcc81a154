import { MegaError } from "../../core/errors/errors.ts";

/** The parameters of a query as SQLite takes them. */
export function encodeAll(parameters: readonly unknown[]): readonly unknown[] {
  // Most queries have nothing to encode.
  return parameters.every(isPlain) ? parameters : parameters.map(encode);
}

function isPlain(value: unknown): boolean {
  return typeof value === "string" || value === null || (typeof value === "number" && value === value);
}

function encode(value: unknown): unknown {
  switch (typeof value) {
    case "boolean":
      return value ? 1 : 0;
    case "undefined":
      return null;
    case "object":
      if (value === null || value instanceof Uint8Array) return value;
      return value instanceof Date ? value.toISOString() : JSON.stringify(value);
    case "number":
      // SQLite would keep it as null.
      if (Number.isNaN(value)) throw new MegaError("value_unstorable", { value: "NaN" });
      return value;
    case "symbol":
    case "function":
      throw new MegaError("value_unstorable", { value: String(value) });
    case "string":
    case "bigint":
      return value;
  }
}
