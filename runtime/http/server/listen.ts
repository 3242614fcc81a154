import type { IncomingMessage, Server } from "node:http";

import type { FastifyInstance, FastifyListenOptions } from "fastify";

import { MegaError } from "../../core/errors.ts";

/** The header in which the front that owns the port hands on the client's address. */
export const CLIENT_ADDRESS_HEADER = "x-mega-client-address";

/** A place to listen with nothing left to default. */
export type ListenPlace =
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | { readonly kind: "socket"; readonly path: string };

/** Where the app really listens. */
export interface ListenAddress {
  /** What a browser on this machine opens. */
  readonly url: string;
  readonly port: number | null;
}

/**
 * Listens on a TCP port (0 for any free one), or on a Unix socket behind the front.
 * @throws MegaError `port_taken`, `listen_failed`
 */
export async function listen(fastify: FastifyInstance, place: ListenPlace): Promise<ListenAddress> {
  try {
    if (place.kind === "socket") {
      await listenSilently(fastify, { path: place.path });
      serveFront(fastify.server);
      return { url: `unix:${place.path}`, port: null };
    }
    await listenSilently(fastify, { host: place.host, port: place.port });
    return addressOf(fastify.server, place.host);
  } catch (cause) {
    throw listenError(place, cause as NodeJS.ErrnoException);
  }
}

/** Takes no more connections and waits for the requests under way; after `graceMs` it cuts what is left. */
export async function stopListening(fastify: FastifyInstance, graceMs: number): Promise<void> {
  const { server } = fastify;
  // A connection whose last request ends after the closing began would idle until its keep-alive time is over.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  try {
    await fastify.close();
  } finally {
    clearInterval(sweep);
    clearTimeout(cut);
  }
}

const SWEEP_MS = 20;

/** Whoever started the app says where it listens. Fastify logs it too, and nothing but the level keeps it from that. */
async function listenSilently(fastify: FastifyInstance, options: FastifyListenOptions): Promise<void> {
  const { log } = fastify;
  const { level } = log;
  log.level = "silent";
  try {
    await fastify.listen(options);
  } finally {
    log.level = level;
  }
}

/** Behind the front every connection is its own and stays open; each request says which client it is from. */
function serveFront(server: Server): void {
  server.keepAliveTimeout = 0;
  server.prependListener("request", ({ headers, socket }: IncomingMessage) => {
    const value = headers[CLIENT_ADDRESS_HEADER];
    delete headers[CLIENT_ADDRESS_HEADER];
    Object.defineProperty(socket, "remoteAddress", { value, configurable: true });
  });
}

function addressOf(server: Server, host: string): ListenAddress {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : null;
  const isLocal = ["127.0.0.1", "0.0.0.0", "::", "::1", "localhost"].includes(host);
  const name = isLocal ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return { url: `http://${name}:${port}`, port };
}

function listenError(place: ListenPlace, cause: NodeJS.ErrnoException): MegaError {
  if (cause.code === "EADDRINUSE" && place.kind === "tcp")
    return new MegaError("port_taken", { port: place.port }, { cause });
  const address = place.kind === "tcp" ? `${place.host}:${place.port}` : place.path;
  return new MegaError("listen_failed", { address, reason: cause.message }, { cause });
}
