import type { IncomingMessage } from "node:http";

import { MegaError } from "../../core/errors/errors.ts";
import { makeHostTable, readHost, type HostEntry } from "../../core/hosts.ts";
import { framingMistake, isPath, isUsual } from "./request-framing.ts";
import type { TrustProxy } from "./trust-proxy.ts";

/** Says whose a request is, or what is wrong with its head. */
export type FindOwner<Owner> = (req: IncomingMessage) => Owner | MegaError;

export interface DispatchOptions<Owner extends object> {
  readonly entries: readonly HostEntry<Owner>[];
  /** Takes the requests for hosts that nobody has. */
  readonly stranger: Owner;
  readonly trust: TrustProxy | null;
}

/** A host is read once for all requests that write it the same way. */
export function makeDispatch<Owner extends object>(options: DispatchOptions<Owner>): FindOwner<Owner> {
  const { entries, stranger, trust } = options;
  const ownerOf = makeHostTable(entries);
  const known = new Map<string, Owner>();
  // Most requests name the host that the one before named; comparing is a quarter of the cost of looking it up.
  let last: string | null = null;
  let lastOwner = stranger;
  return (req) => {
    const { host = "" } = req.headers;
    const isPlain = trust === null && isUsual(req);
    if (isPlain && host === last) return lastOwner;
    const owner = known.get(host);
    if (isPlain && owner !== undefined) {
      last = host;
      lastOwner = owner;
      return owner;
    }
    const name = framingMistake(req) ?? hostOf(req, trust);
    if (name instanceof MegaError) return name;
    const found = ownerOf(name);
    if (found === undefined) return stranger;
    if (trust === null && host !== "") remember(known, host, found);
    return found;
  };
}

/** Clients choose how a host is written: without an end to it they would choose how much is remembered. */
const MAX_KNOWN = 1_000;

function remember<Owner>(known: Map<string, Owner>, host: string, owner: Owner): void {
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(host, owner);
}

/**
 * The host a request is for; null for a request of HTTP/1.0 that names none. A target with a host of its own has to name
 * the same one as the Host header, and is cut down to its path.
 */
function hostOf(req: IncomingMessage, trust: TrustProxy | null): string | null | MegaError {
  const { host } = req.headers;
  if (host === undefined && (req.httpVersion !== "1.0" || !isPath(req)))
    return new MegaError("host_invalid", { host: "" });
  const name = host === undefined ? null : readHost(host);
  if (host !== undefined && name === null) return new MegaError("host_invalid", { host });
  if (!isPath(req)) {
    const [, authority = "", path = ""] = ABSOLUTE.exec(req.url ?? "") ?? [];
    if (readHost(authority) !== name) return new MegaError("host_invalid", { host: authority });
    req.url = path.startsWith("/") ? path : `/${path}`;
  }
  return forwardedHost(req, trust) ?? name;
}

const ABSOLUTE = /^https?:\/\/([^/?#]*)(.*)$/i;

/** Of several proxies the last one is believed, as Fastify's `req.host` does. */
function forwardedHost({ headers, socket }: IncomingMessage, trust: TrustProxy | null): string | undefined | MegaError {
  const header = headers["x-forwarded-host"];
  if (trust === null || typeof header !== "string" || header === "") return undefined;
  if (!trust(socket.remoteAddress ?? "", 0)) return undefined;
  const last = header.slice(header.lastIndexOf(",") + 1).trim();
  return readHost(last) ?? new MegaError("host_invalid", { host: last });
}
