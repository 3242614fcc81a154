import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

import type { Subject } from "../../../runtime/dev/messages.ts";
import { readPageFile } from "../inspector-files.ts";
import { isFromElsewhere, isFromPage } from "./access.ts";
import type { RequestToSend } from "./records.ts";
import { replayRequest } from "./replay.ts";

/** Where the inspector is. */
export const PATH = "/_mega";

/** What the answers are made of. */
export interface Inspecting {
  ask(subject: Subject): void;
  watch(response: ServerResponse, lastId: string | undefined): void;
  requestToSend(number: number): RequestToSend | null;
}

interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Without its query. */
  readonly path: string;
}

/** Answers a request for the inspector's page, its files, its events, and what is asked from it. Never rejects. */
export async function answerInspector(inspecting: Inspecting, asked: Asked): Promise<void> {
  const { request, response, path } = asked;
  const what = path.slice(PATH.length + 1);
  try {
    if (request.method === "POST") return await answerPost(inspecting, asked, what);
    if (request.method !== "GET") return refuse(response, 405, "the inspector answers GET and POST");
    if (what === "") return await answerPage(response);
    if (isFromElsewhere(request)) return refuse(response, 403, "the inspector answers its own page alone");
    if (what === "events") return inspecting.watch(response, request.headers["last-event-id"]?.toString());
    await answerFile(response, what);
  } catch (error) {
    refuse(response, 500, String(error));
  }
}

async function answerPost(inspecting: Inspecting, { request, response }: Asked, what: string): Promise<void> {
  if (!isFromPage(request)) return refuse(response, 403, "the inspector answers its own page alone");
  const message = await readMessage(request);
  if (what === "ask" && isSubject(message["subject"])) {
    inspecting.ask(message["subject"]);
    return answer(response, 202, {});
  }
  if (what === "replay") return replay(inspecting, { request, response }, message["number"]);
  refuse(response, 404, `there is no ${what} here`);
}

async function replay(
  inspecting: Inspecting,
  { request: { socket }, response }: Pick<Asked, "request" | "response">,
  number: unknown,
): Promise<void> {
  const sent = inspecting.requestToSend(Number(number));
  if (sent === null) return refuse(response, 404, "that request is not kept any more");
  if (sent.url.startsWith(PATH)) return refuse(response, 403, "the inspector does not ask itself");
  // Where this page was reached, the app is too.
  const place = { host: socket.localAddress ?? "localhost", port: socket.localPort ?? 0 };
  try {
    answer(response, 200, await replayRequest(sent, place));
  } catch (error) {
    refuse(response, 502, `there was no answer: ${String(error)}`);
  }
}

const SUBJECTS: readonly Subject[] = ["routes", "config", "health"];

function isSubject(value: unknown): value is Subject {
  return SUBJECTS.some((subject) => subject === value);
}

/** Its script writes texts alone, and loads nothing that is not of this page. */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}

async function answerPage(response: ServerResponse): Promise<void> {
  const nonce = randomBytes(16).toString("base64");
  const page = await readPageFile("index.html");
  if (page === null) return refuse(response, 404, "the inspector's page is not installed");
  send(response, {
    status: 200,
    type: page.type,
    text: page.text.replaceAll("{{nonce}}", nonce),
    headers: { "content-security-policy": policy(nonce), "cross-origin-opener-policy": "same-origin" },
  });
}

async function answerFile(response: ServerResponse, name: string): Promise<void> {
  const file = await readPageFile(name);
  if (file === null) return refuse(response, 404, `there is no ${name} here`);
  send(response, { status: 200, ...file });
}

/** In bytes: what the page sends is a few words. */
const LARGEST_MESSAGE = 1_024;

async function readMessage(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  let text = "";
  for await (const chunk of request as AsyncIterable<Buffer>) {
    text += chunk.toString();
    if (text.length > LARGEST_MESSAGE) throw new Error(`a message of the page has at most ${LARGEST_MESSAGE} bytes`);
  }
  const message: unknown = JSON.parse(text);
  return typeof message === "object" && message !== null ? (message as Readonly<Record<string, unknown>>) : {};
}

function refuse(response: ServerResponse, status: number, message: string): void {
  if (!response.headersSent) answer(response, status, { message });
}

function answer(response: ServerResponse, status: number, data: object): void {
  send(response, { status, type: "application/json; charset=utf-8", text: JSON.stringify(data) });
}

function send(
  response: ServerResponse,
  { status, type, text, headers = {} }: { status: number; type: string; text: string; headers?: object },
): void {
  response.writeHead(status, {
    "content-type": type,
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    ...headers,
  });
  response.end(text);
}
