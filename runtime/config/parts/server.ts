import { integer, object, TEXT, type ConfigKeys } from "../key.ts";

/** The port that all apps of a project share. */
export interface ServerConfig {
  readonly server?: Partial<ServerSettings>;
}

/** Limits of 0 are off. */
export interface ServerSettings {
  /** `127.0.0.1` unless said; `HOST` of the environment wins. */
  readonly host: string;
  /** 3000 unless said, 0 for any free one; `PORT` of the environment wins. */
  readonly port: number;
  /**
   * Whose `X-Forwarded-For`, `-Host` and `-Proto` are believed; nobody's unless said. Addresses and ranges of the proxies
   * (`"10.0.0.0/8"`, `"loopback"`, `"uniquelocal"`), or how many proxies stand in front: a number believes whoever
   * connects, so it is for ports that nobody but the proxy can reach.
   */
  readonly trustProxy: false | number | string | readonly string[];
  /** How long the head of a request may take to arrive, from its first byte or the connect on; 10 s unless said. */
  readonly headersTimeoutMs: number;
  /** How long a request may take to arrive as a whole; 2 min unless said. */
  readonly requestTimeoutMs: number;
  /** How long a connection may be idle between requests; 72 s unless said, longer than load balancers keep theirs. */
  readonly keepAliveTimeoutMs: number;
  /** The largest head of a request, its target and headers together; 16 KiB unless said. */
  readonly maxHeaderBytes: number;
  /** Connections beyond these are closed at once; no limit unless said. */
  readonly maxConnections?: number;
}

const PROXY = { type: "string", format: "proxy" };

export const SERVER_KEYS: ConfigKeys = {
  server: {
    scope: "global",
    summary: "where all apps listen, and the limits of a connection",
    schema: object({
      host: TEXT,
      port: integer(0, 65_535),
      trustProxy: {
        anyOf: [{ const: false }, integer(1), PROXY, { type: "array", items: PROXY, minItems: 1 }],
        expects: "false, addresses of proxies (10.0.0.7, 10.0.0.0/8, loopback, linklocal, uniquelocal) or their number",
      },
      headersTimeoutMs: integer(0),
      requestTimeoutMs: integer(0),
      keepAliveTimeoutMs: integer(0),
      maxHeaderBytes: integer(1024),
      maxConnections: integer(1),
    }),
    fallback: () => ({
      host: "127.0.0.1",
      port: 3000,
      trustProxy: false,
      headersTimeoutMs: 10_000,
      requestTimeoutMs: 120_000,
      keepAliveTimeoutMs: 72_000,
      maxHeaderBytes: 16_384,
    }),
    variables: { host: "HOST", port: "PORT" },
  },
};
