import { request as httpRequest, type IncomingMessage } from "node:http";

import { HOP_BY_HOP } from "../forward-headers.ts";
import type { RequestToSend } from "./records.ts";

/** What came back. */
export interface ReplayAnswer {
  readonly status: number;
  readonly ms: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Null when it is no text. */
  readonly body: string | null;
  readonly bytes: number;
  /** There was more than is shown. */
  readonly isCut: boolean;
}

export interface ReplayPlace {
  readonly host: string;
  readonly port: number;
}

/** The front gives up waiting for the app before that. */
const LIMIT_MS = 30_000;
const LARGEST_BODY = 64 * 1024;

/** Sends a request to the front as it came, and gives the answer. Rejects when there is none. */
export function replayRequest(sent: RequestToSend, place: ReplayPlace): Promise<ReplayAnswer> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({
      ...place,
      method: sent.method,
      path: sent.url,
      headers: headersOf(sent),
      setHost: false,
      agent: false,
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    outgoing.on("error", reject);
    outgoing.on("response", (answer) => {
      readAnswer(answer).then((read) => resolve({ ...read, ms: performance.now() - started }), reject);
    });
    outgoing.end(sent.body ?? undefined);
  });
}

/** They speak of the connection and of a body whose text is another now. */
const NOT_SENT = new Set([...HOP_BY_HOP, "accept-encoding", "content-length", "expect"]);

function headersOf({ headers, body }: RequestToSend): readonly string[] {
  const kept = headers.filter(([name]) => !NOT_SENT.has(name.toLowerCase()));
  const length = body === null ? [] : ["content-length", String(Buffer.byteLength(body))];
  return [...kept.flat(), ...length, "connection", "close"];
}

async function readAnswer(answer: IncomingMessage): Promise<Omit<ReplayAnswer, "ms">> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    if (bytes < LARGEST_BODY) chunks.push(chunk);
    bytes += chunk.length;
  }
  const isText = TEXT.test(answer.headers["content-type"] ?? "");
  return {
    status: answer.statusCode ?? 0,
    headers: shownHeaders(answer),
    body: isText ? Buffer.concat(chunks).subarray(0, LARGEST_BODY).toString() : null,
    bytes,
    isCut: bytes > LARGEST_BODY,
  };
}

const TEXT = /^text\/|[/+](?:json|xml)\b|javascript|x-www-form-urlencoded/;

function shownHeaders({ rawHeaders }: IncomingMessage): ReplayAnswer["headers"] {
  const names = rawHeaders.filter((_, index) => index % 2 === 0);
  return names.map((name, index) => [
    name,
    name.toLowerCase() === "set-cookie" ? "[redacted]" : (rawHeaders[2 * index + 1] ?? ""),
  ]);
}
