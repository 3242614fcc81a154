import { createServer, type Server } from "node:http";

import type { ServerSettings } from "../../config/settings.ts";

/** The limits of `server`, which keep slow, idle and endless clients out. */
export type HttpLimits = Pick<
  ServerSettings,
  "headersTimeoutMs" | "requestTimeoutMs" | "keepAliveTimeoutMs" | "maxHeaderBytes" | "maxConnections"
>;

/** An HTTP/1.1 server that cuts slow clients and reads no more of a request than it has to. It does not listen yet. */
export function makeHttpServer(limits: HttpLimits): Server {
  const { headersTimeoutMs, requestTimeoutMs, keepAliveTimeoutMs, maxHeaderBytes, maxConnections } = limits;
  const server = createServer({
    // Node takes no longer limit for the head than for the whole.
    headersTimeout: requestTimeoutMs === 0 ? headersTimeoutMs : Math.min(headersTimeoutMs, requestTimeoutMs),
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    connectionsCheckingInterval: checkEvery([headersTimeoutMs, requestTimeoutMs]),
    maxHeaderSize: maxHeaderBytes,
    // Answered by the apps' own guard, which knows how failures are told.
    requireHostHeader: false,
    // A second Host, Content-Type or Authorization is seen instead of dropped: `a, b` is none of them.
    joinDuplicateHeaders: true,
    insecureHTTPParser: false,
  });
  // The bytes are limited. Node would drop headers beyond a number without a word.
  server.maxHeadersCount = 0;
  if (maxConnections !== undefined) server.maxConnections = maxConnections;
  return server;
}

const MAX_CHECK_MS = 1_000;

/** Node looks for late clients at intervals: often enough that a limit is late by a quarter at most. */
function checkEvery(limits: readonly number[]): number {
  return Math.min(MAX_CHECK_MS, ...limits.filter((limit) => limit > 0).map((limit) => Math.ceil(limit / 4)));
}
