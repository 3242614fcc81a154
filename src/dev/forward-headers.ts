import type { IncomingMessage } from "node:http";

/** The header by which the front tells the app who is asking. Only the front can set it. */
export const CLIENT_ADDRESS_HEADER = "x-mega-client-address";

/** Headers as Node takes them: a name as it was sent, with each of its values. */
export type HeaderList = readonly (readonly [name: string, values: readonly string[]])[];

/** They speak of one connection, not of the message (RFC 9110, 7.6.1). */
export const HOP_BY_HOP: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** The headers that go to the app: all that are not of the connection, and the client's address. */
export function requestHeaders(request: IncomingMessage): HeaderList {
  const kept = endToEnd(request).filter(([name]) => name.toLowerCase() !== CLIENT_ADDRESS_HEADER);
  const address = request.socket.remoteAddress;
  return address === undefined ? kept : [...kept, [CLIENT_ADDRESS_HEADER, [address]]];
}

/** The headers of an answer that go to the client. */
export function responseHeaders(response: IncomingMessage): HeaderList {
  return endToEnd(response);
}

/** Whether a body follows a request; one without it must not be sent on with an empty chunked body. */
export function hasBody(request: IncomingMessage): boolean {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  return encoding !== undefined || (length !== undefined && length !== "0");
}

/** Lines of raw HTTP, for sockets that have left Node's own server. */
export function rawHeaders(headers: HeaderList): string {
  return headers.map(([name, values]) => values.map((value) => `${name}: ${value}\r\n`).join("")).join("");
}

function endToEnd(message: IncomingMessage): HeaderList {
  const named = (message.headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase());
  const dropped = new Set([...HOP_BY_HOP, ...named]);
  const kept = new Map<string, [string, string[]]>();
  for (let i = 0; i + 1 < message.rawHeaders.length; i += 2) {
    const name = message.rawHeaders[i] ?? "";
    const key = name.toLowerCase();
    if (dropped.has(key)) continue;
    const entry = kept.get(key) ?? [name, []];
    entry[1].push(message.rawHeaders[i + 1] ?? "");
    kept.set(key, entry);
  }
  return [...kept.values()];
}
