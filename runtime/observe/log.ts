import { Writable } from "node:stream";

import { pino, type Logger as PinoLogger, type DestinationStream, type LoggerOptions } from "pino";

import type { LogLevel } from "../config/parts/project.ts";
import { redactText } from "../config/redact.ts";
import { type LoggedError, prettyError } from "./pretty-error.ts";

export interface LogOptions {
  readonly level: LogLevel;
  /** Lines for people instead of JSON. */
  readonly isPretty: boolean;
  /** Absolute path of the project, whose lines a pretty error shows. */
  readonly root: string;
  /** A stream, or a file descriptor. */
  readonly destination: Writable | number;
  /** Hears of every line, as JSON. */
  readonly onLine?: (line: string) => void;
}

/** The process' logger. Headers that carry secrets are never written, nor are passwords within addresses of an error. */
export async function makeLog(options: LogOptions): Promise<PinoLogger> {
  const { level, onLine } = options;
  const redact = { paths: SECRET_PATHS, censor: "[redacted]" };
  return pino(
    { level, redact, formatters: { log: showable }, serializers: { err: showError }, ...heardBy(onLine) },
    await open(options),
  );
}

function heardBy(onLine: LogOptions["onLine"]): Pick<LoggerOptions, "hooks"> {
  if (onLine === undefined) return {};
  const streamWrite = (line: string): string => {
    onLine(line);
    return line;
  };
  return { hooks: { streamWrite } };
}

/** What is logged as a whole is written as it wants to be seen, as its parts are: a config covers its secrets. */
function showable(fields: Record<string, unknown>): Record<string, unknown> {
  return typeof fields["toJSON"] === "function" ? (fields["toJSON"]() as Record<string, unknown>) : fields;
}

/** Drivers like to say which address they could not reach. */
function showError(error: Error): unknown {
  const shown: unknown = pino.stdSerializers.err(error);
  if (typeof shown !== "object" || shown === null) return shown;
  const texts = Object.entries(shown).map(
    ([name, value]) => [name, typeof value === "string" ? redactText(value) : (value as unknown)] as const,
  );
  return Object.fromEntries(texts);
}

const SECRET_HEADERS = ["authorization", "cookie", '["set-cookie"]', '["proxy-authorization"]', '["x-csrf-token"]'];
const SECRET_PATHS = ["headers", "req.headers", "res.headers"].flatMap((path) =>
  SECRET_HEADERS.map((name) => (name.startsWith("[") ? `${path}${name}` : `${path}.${name}`)),
);

// The message of a request says these already: it stays one line.
const HIDDEN = "pid,hostname,reqId,method,url,route,status,ms";

async function open({ isPretty, destination, root }: LogOptions): Promise<DestinationStream> {
  if (!isPretty) return typeof destination === "number" ? pino.destination(destination) : destination;
  const { default: pretty } = await import("pino-pretty");
  const own = typeof destination === "number" ? destination : passedOn(destination);
  const err = (error: string | object): string => prettyError(error as LoggedError, root);
  const customPrettifiers = { err };
  return pretty({ destination: own, colorize: true, ignore: HIDDEN, translateTime: "HH:MM:ss", customPrettifiers });
}

/** pino-pretty never takes its listeners off a stream again, and that of a console outlives each reload. */
function passedOn(destination: Writable): Writable {
  return new Writable({ write: (line, _encoding, done) => void destination.write(line, done) });
}
