import type { StoredSession } from "./session-store.ts";

/** A session as text, for stores that keep texts. */
export function writeSession({ values, ...rest }: StoredSession): string {
  return JSON.stringify({ v: 1, ...rest, values: Object.fromEntries(values) });
}

/** Null for a text that is no session: half of one, or of another program. */
export function readSession(text: string): StoredSession | null {
  try {
    const { v, values, userId, ...times } = JSON.parse(text) as Record<string, unknown>;
    const { createdAt, lastSeenAt, expiresAt } = times;
    if (v !== 1 || !isUserId(userId) || !isTexts(values)) return null;
    if (!isTime(createdAt) || !isTime(lastSeenAt) || !isTime(expiresAt)) return null;
    return { userId, values: new Map(Object.entries(values)), createdAt, lastSeenAt, expiresAt };
  } catch {
    return null;
  }
}

function isUserId(value: unknown): value is StoredSession["userId"] {
  return value === null || typeof value === "string" || typeof value === "number";
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return typeof value === "object" && value !== null && Object.values(value).every((text) => typeof text === "string");
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
