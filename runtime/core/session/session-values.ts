import { MegaError } from "../errors/errors.ts";
import type { SessionValues } from "./session-store.ts";

/** One key of a session that a request has changed. */
export interface ValueChange {
  /** JSON text; null deletes the key. */
  readonly value: string | null;
  /** What the request has read before (null: nothing), which must still hold; undefined when it has not read the key. */
  readonly expected?: string | null | undefined;
}

export const NO_VALUES: SessionValues = new Map();

export type ValueChanges = ReadonlyMap<string, ValueChange>;

/** The most that a session may hold, in characters of JSON. */
export const MAX_SESSION_SIZE = 65_536;

/**
 * The values with the changes of a request in them (ADR-17).
 * @throws MegaError `session_conflict` when another request has changed what this one has read and now writes,
 *   `session_too_large`
 */
export function mergeValues(current: SessionValues, changes: ValueChanges): SessionValues {
  // Also when the values are the same: two that count from 1 to 2 have counted once.
  for (const [key, { expected }] of changes) {
    if (expected !== undefined && (current.get(key) ?? null) !== expected)
      throw new MegaError("session_conflict", { key });
  }
  const merged = withChanges(current, changes);
  checkSize(merged);
  return merged;
}

export function withChanges(values: SessionValues, changes: ValueChanges): SessionValues {
  const merged = new Map(values);
  for (const [key, { value }] of changes) {
    if (value === null) merged.delete(key);
    else merged.set(key, value);
  }
  return merged;
}

/** @throws MegaError `session_value_invalid` for what JSON has no text for */
export function encodeValue(key: string, value: unknown): string {
  try {
    const text = JSON.stringify(value) as string | undefined;
    if (text !== undefined) return text;
  } catch (cause) {
    throw new MegaError("session_value_invalid", { key, reason: (cause as Error).message }, { cause });
  }
  throw new MegaError("session_value_invalid", { key, reason: `a ${typeof value} has no JSON` });
}

export function decodeValue(text: string | null): unknown {
  return text === null ? undefined : JSON.parse(text);
}

function checkSize(values: SessionValues): void {
  let size = 0;
  for (const [key, text] of values) size += key.length + text.length;
  if (size > MAX_SESSION_SIZE) throw new MegaError("session_too_large", { size, limit: MAX_SESSION_SIZE });
}
