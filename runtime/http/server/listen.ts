import { once } from "node:events";
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";

import type { FastifyInstance, FastifyListenOptions } from "fastify";

import { MegaError } from "../../core/errors/errors.ts";

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

/** The server of a project and the apps on it. */
export interface Listener {
  readonly server: Server;
  readonly instances: readonly FastifyInstance[];
}

/**
 * Listens on a TCP port (0 for any free one), or on a Unix socket behind the front.
 * @throws MegaError `port_taken`, `listen_failed`
 */
export async function listen({ server, instances }: Listener, place: ListenPlace): Promise<ListenAddress> {
  const where = place.kind === "socket" ? { path: place.path } : { host: place.host, port: place.port };
  try {
    const [alone] = instances;
    // A Fastify whose own server it is listens itself; to the others it is told that the port listens.
    if (alone?.server !== server) await once(server.listen(where), "listening");
    await Promise.all(instances.map((fastify) => listenSilently(fastify, where)));
  } catch (cause) {
    throw listenError(place, cause as NodeJS.ErrnoException);
  }
  if (place.kind === "tcp") return addressOf(server, place.host);
  serveFront(server);
  return { url: `unix:${place.path}`, port: null };
}

/** Takes no more connections and waits for the requests under way; after `graceMs` it cuts what is left. */
export async function stopListening(
  { server, instances, upgraded }: Listener & { readonly upgraded: Iterable<Duplex> },
  graceMs: number,
): Promise<void> {
  // A connection whose last request ends after the closing began would idle until its keep-alive time is over.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const cut = setTimeout(() => {
    server.closeAllConnections();
    for (const socket of upgraded) socket.destroy();
  }, graceMs);
  try {
    await Promise.all(instances.map((fastify) => fastify.close()));
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

/** Behind the front every connection is its own and stays open, however slow the front's clients are; each request says whose it is. */
function serveFront(server: Server): void {
  Object.assign(server, { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 });
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
