import { randomBytes } from "node:crypto";

/** Ids that differ between processes and count up inside one: no random numbers for each request. */
export function makeRequestIds(): () => string {
  const prefix = randomBytes(5).toString("hex");
  let count = 0;
  return () => `${prefix}-${(++count).toString(36)}`;
}
