import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";

/**
 * The open connections that have left HTTP (WebSocket). Node's server does not list them any more, but waits for their end
 * when it closes. To be called when everybody who takes upgrades listens for them: nobody listens, none is taken.
 */
export function findUpgraded(server: Server): ReadonlySet<Duplex> {
  const open = new Set<Duplex>();
  if (server.listenerCount("upgrade") === 0) return open;
  server.prependListener("upgrade", (_request: IncomingMessage, socket: Duplex) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  return open;
}
