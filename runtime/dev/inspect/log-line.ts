import type { ObservedLog } from "./observed.ts";

/** In characters. */
const LONGEST_MESSAGE = 4_000;
const LONGEST_FIELDS = 8_000;

const LEVELS: Readonly<Record<number, string>> = {
  10: "trace",
  20: "debug",
  30: "info",
  40: "warn",
  50: "error",
  60: "fatal",
};

/** A line of pino's, taken apart. */
export function readLogLine(line: string): ObservedLog {
  const {
    time,
    level,
    msg,
    reqId,
    pid: _pid,
    hostname: _hostname,
    ...fields
  } = JSON.parse(line) as Record<string, unknown>;
  const text = Object.keys(fields).length === 0 ? "" : JSON.stringify(fields, null, 2);
  return {
    kind: "log",
    at: Number(time),
    request: typeof reqId === "string" ? reqId : null,
    level: LEVELS[Number(level)] ?? String(level),
    message: (typeof msg === "string" ? msg : "").slice(0, LONGEST_MESSAGE),
    fields: text.slice(0, LONGEST_FIELDS),
  };
}
