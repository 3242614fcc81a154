import { request as send, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import { once } from "node:events";
import { Writable } from "node:stream";

import { makeAspClient, type AspClient, type AspClientOptions } from "../../../../runtime/client/index.ts";
import type { BootOptions } from "../../../../runtime/boot.ts";
import type { AppConfig, GlobalConfig } from "../../../../runtime/config/settings.ts";
import { serve, type ProjectParts, type Served } from "../serve.ts";

export const SECRET = "0123456789abcdef0123456789abcdef";
export const NOW = 1_767_225_600_000;

/** A message as it lies on the wire. */
export interface Message {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** An app on a real port, whose clock stands still until it is moved. */
export interface AspServed extends Served {
  readonly url: string;
  readonly clock: { time: number };
  /** What was logged so far. */
  readonly log: () => readonly Readonly<Record<string, unknown>>[];
  readonly client: (options?: Partial<AspClientOptions>) => AspClient;
  /** What a client would send, without sending it. */
  readonly message: (path: string, init?: RequestInit, options?: Partial<AspClientOptions>) => Promise<Message>;
  /** Sends bytes as they are. */
  readonly send: (message: Message) => Promise<Answer>;
}

export interface AspParts extends Omit<ProjectParts, "app" | "config"> {
  readonly asp?: NonNullable<AppConfig["asp"]>;
  readonly app?: AppConfig;
  readonly config?: GlobalConfig;
}

export async function serveAsp(parts: AspParts, options: Partial<BootOptions> = {}): Promise<AspServed> {
  const clock = { time: NOW };
  const lines: string[] = [];
  const logStream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  const { asp = { masterSecret: SECRET, http: { enabledPaths: ["/api/*"] } }, app, config, ...rest } = parts;
  const project = {
    ...rest,
    // What is left of a limit would tell one refusal from another.
    app: { rateLimit: false as const, ...app, asp },
    config: { name: "test", logger: { level: "warn" as const }, ...config },
  };
  const served = await serve(project, { clock: { now: () => clock.time }, logStream, ...options });
  const { url } = await served.runtime.listen({ kind: "tcp", host: "127.0.0.1", port: 0 });
  const client = (own: Partial<AspClientOptions> = {}): AspClient =>
    makeAspClient({ baseUrl: url, secret: SECRET, now: () => clock.time, ...own });
  return {
    ...served,
    url,
    clock,
    client,
    log: () =>
      lines.flatMap((text) => text.trim().split("\n")).map((line) => JSON.parse(line) as Record<string, unknown>),
    message: (path, init, own) => capture(client, { path, init, own }),
    send: (message) => sendTo(url, message),
  };
}

interface Wanted {
  readonly path: string;
  readonly init: RequestInit | undefined;
  readonly own: Partial<AspClientOptions> | undefined;
}

async function capture(client: AspServed["client"], { path, init, own }: Wanted): Promise<Message> {
  let message: Message | undefined;
  const spy: typeof fetch = async (url, out = {}) => {
    const { pathname, search } = new URL(url instanceof Request ? url.url : url);
    const headers = Object.fromEntries(out.headers as Headers);
    message = {
      method: out.method ?? "GET",
      path: pathname + search,
      headers,
      body: (out.body ?? EMPTY) as Uint8Array,
    };
    return new Response("not sent");
  };
  await client({ ...own, fetch: spy })
    .fetch(path, init)
    .catch(() => {});
  if (message === undefined) throw new Error("nothing was sent");
  return message;
}

const EMPTY = new Uint8Array();

async function sendTo(url: string, { method, path, headers, body }: Message): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const length = body.length > 0 || method === "POST" ? { "content-length": String(body.length) } : {};
  // A connection of its own: what one test leaves open is no other's business.
  const outgoing = send({ hostname, port, method, path, headers: { ...headers, ...length }, agent: false });
  outgoing.end(body);
  const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: await buffer(answer) };
}

export function postJson(value: unknown): RequestInit {
  return { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}
