import type { Socket } from "node:net";

import type { FastifyReply } from "fastify";

/** How an exchange ended: the whole answer went to the network, or the connection was gone before. */
export type ExchangeEnd = "answered" | "left";

/**
 * Calls back once, when the exchange of a reply is over. Node tells of a lost connection only the answer that is being
 * written; here every request hears of it that waits in line on the connection (HTTP pipelining), and one that was read
 * to its end.
 */
export function whenOver({ raw, request }: FastifyReply, callback: (end: ExchangeEnd) => void): void {
  const { socket } = request.raw;
  if (raw.writableFinished) return callback("answered");
  if (socket.destroyed) return callback("left");
  const waiting = waitingOn(socket);
  const leave = (): void => callback("left");
  waiting.add(leave);
  raw.once("finish", () => {
    if (waiting.delete(leave)) callback("answered");
  });
}

/** One listener for each connection, however many requests it carries. */
const connections = new WeakMap<Socket, Set<() => void>>();

function waitingOn(socket: Socket): Set<() => void> {
  const known = connections.get(socket);
  if (known !== undefined) return known;
  const made = new Set<() => void>();
  connections.set(socket, made);
  socket.once("close", () => {
    for (const leave of made) leave();
    made.clear();
  });
  return made;
}
