import {
  type Agent,
  type ClientRequest,
  type IncomingMessage,
  request as httpRequest,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream";

import { makeAppAgent } from "./app-agent.ts";
import { hasBody, type HeaderList, rawHeaders, requestHeaders, responseHeaders } from "./forward-headers.ts";

/** An exchange that the app broke off: it crashed, or closed the connection before it answered. */
export type OnBroken = (error: Error) => void;

/** A connection that leaves HTTP, with what was read of it beyond the request. Its errors are already listened for. */
export interface Upgrade {
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** In bytes, of a request or an answer: more than any app's own limit, which is the one that counts. */
export const LARGEST_HEAD: number = 1024 * 1024;

/** One running app behind the front, on its Unix socket. Counts the exchanges that it is in the middle of. */
export class Backend {
  readonly #socketPath: string;
  readonly #agent: Agent;
  #exchanges = 0;
  #onIdle: (() => void) | null = null;

  constructor(socketPath: string) {
    this.#socketPath = socketPath;
    this.#agent = makeAppAgent(socketPath);
  }

  /** Sends a request on and its answer back. `onBroken` is called when there was no answer to send. */
  forward(request: IncomingMessage, response: ServerResponse, onBroken: OnBroken): void {
    this.#began();
    response.once("close", () => this.#ended());
    const upstream = this.#request(request, requestHeaders(request), this.#agent);
    const broken = (error: Error): void => {
      if (response.headersSent) response.destroy();
      else if (!response.destroyed) onBroken(error);
    };
    upstream.on("error", broken);
    upstream.on("response", (answer) => {
      writeHead(response, answer);
      pipeline(answer, response, () => {});
    });
    // A client that leaves takes its request with it; after a whole answer this does nothing.
    response.once("close", () => upstream.destroy());
    sendBody(request, upstream, response);
  }

  /**
   * Sends an upgrade on; from then on both ends talk through. It has no end of its own, so nobody waits for that (`idle`):
   * the app closes it when it is told to stop.
   */
  upgrade(request: IncomingMessage, { socket, head }: Upgrade, onBroken: OnBroken): void {
    const headers: HeaderList = [
      ...requestHeaders(request),
      ["connection", ["Upgrade"]],
      ["upgrade", [request.headers.upgrade ?? ""]],
    ];
    const upstream = this.#request(request, headers, false);
    upstream.on("error", onBroken);
    socket.once("close", () => upstream.destroy());
    upstream.on("upgrade", (answer, other, otherHead) => {
      socket.write(
        rawHead(answer, [
          ...responseHeaders(answer),
          ["connection", ["Upgrade"]],
          ["upgrade", [answer.headers.upgrade ?? ""]],
        ]),
      );
      if (otherHead.length > 0) socket.write(otherHead);
      if (head.length > 0) other.write(head);
      pipeline(socket, other, socket, () => {
        socket.destroy();
        other.destroy();
      });
    });
    upstream.on("response", (answer) => {
      socket.write(rawHead(answer, [...responseHeaders(answer), ["connection", ["close"]]]));
      pipeline(answer, socket, () => {});
    });
    upstream.end();
  }

  /** Resolves when it is in the middle of nothing. Give it no new exchanges after that call. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#exchanges === 0) resolve();
      else this.#onIdle = resolve;
    });
  }

  /** Closes the connections to the app. */
  close(): void {
    this.#agent.destroy();
  }

  #began(): void {
    this.#exchanges++;
  }

  #ended(): void {
    if (--this.#exchanges === 0) this.#onIdle?.();
  }

  #request(request: IncomingMessage, headers: HeaderList, agent: Agent | false): ClientRequest {
    const upstream = httpRequest({
      socketPath: this.#socketPath,
      agent,
      method: request.method ?? "GET",
      path: request.url ?? "/",
      setHost: false,
      maxHeaderSize: LARGEST_HEAD,
    });
    for (const [name, values] of headers) upstream.setHeader(name, [...values]);
    return upstream;
  }
}

/** Passes the body on as it comes. A client that asked whether to send it (`Expect`) is told what the app says. */
function sendBody(request: IncomingMessage, upstream: ClientRequest, response: ServerResponse): void {
  if (!hasBody(request)) {
    upstream.end();
    return;
  }
  // An app that answers before it has read all leaves the rest here: it is read and dropped, so that the client gets on.
  upstream.once("close", () => request.unpipe(upstream).resume());
  // Without a length the body is chunked; Node would leave that out for methods that rarely have one (DELETE).
  if (request.headers["content-length"] === undefined) upstream.setHeader("transfer-encoding", "chunked");
  if (request.headers.expect === undefined) {
    request.pipe(upstream);
    return;
  }
  upstream.once("continue", () => {
    response.writeContinue();
    request.pipe(upstream);
  });
  upstream.flushHeaders();
}

function writeHead(response: ServerResponse, answer: IncomingMessage): void {
  response.sendDate = false;
  for (const [name, values] of responseHeaders(answer))
    response.setHeader(name, values.length === 1 ? (values[0] ?? "") : [...values]);
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage);
  // A stream's first byte may come much later than its headers.
  response.flushHeaders();
}

function rawHead(answer: IncomingMessage, headers: HeaderList): string {
  const status = answer.statusCode ?? 502;
  return `HTTP/1.1 ${status} ${answer.statusMessage ?? STATUS_CODES[status]}\r\n${rawHeaders(headers)}\r\n`;
}
