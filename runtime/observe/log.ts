import type { Writable } from "node:stream";

import { pino, type Logger as PinoLogger, type DestinationStream } from "pino";

import type { LogLevel } from "../config/settings.ts";

export interface LogOptions {
  readonly level: LogLevel;
  /** Lines for people instead of JSON. */
  readonly isPretty: boolean;
  readonly stream: Writable;
}

/** The process' logger. Headers that carry secrets are never written. */
export async function makeLog({ level, isPretty, stream }: LogOptions): Promise<PinoLogger> {
  return pino({ level, redact: { paths: SECRET_PATHS, censor: "[redacted]" } }, await destination(isPretty, stream));
}

const SECRET_HEADERS = ["authorization", "cookie", '["set-cookie"]', '["proxy-authorization"]', '["x-csrf-token"]'];
const SECRET_PATHS = ["headers", "req.headers", "res.headers"].flatMap((path) =>
  SECRET_HEADERS.map((name) => (name.startsWith("[") ? `${path}${name}` : `${path}.${name}`)),
);

async function destination(isPretty: boolean, stream: Writable): Promise<DestinationStream> {
  if (!isPretty) return stream;
  const { default: pretty } = await import("pino-pretty");
  return pretty({ destination: stream, colorize: true, ignore: "pid,hostname,reqId", translateTime: "HH:MM:ss" });
}
