import type { IncomingMessage } from "node:http";

/**
 * Whether a browser or program of this machine asks, under a name that always means this machine: a page of another site
 * whose name was pointed here (DNS rebinding), and whoever comes through a proxy, is somebody else.
 */
export function isFromHere({ headers, socket }: IncomingMessage): boolean {
  const isForwarded = FORWARDED.some((name) => headers[name] !== undefined);
  return !isForwarded && isLoopbackAddress(socket.remoteAddress ?? "") && isLoopbackName(headers.host ?? "");
}

/** Whether the inspector's own page sent it, which a page of another site or port cannot pretend. */
export function isFromPage({ headers }: IncomingMessage): boolean {
  const { origin, "sec-fetch-site": site, host } = headers;
  if (origin === undefined && site === undefined) return false;
  return (origin === undefined || origin === `http://${host}`) && (site === undefined || site === "same-origin");
}

/** Whether a page of another site has a hand in a request that only reads. */
export function isFromElsewhere({ headers: { "sec-fetch-site": site = "none" } }: IncomingMessage): boolean {
  return site !== "same-origin" && site !== "none";
}

const FORWARDED = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];

function isLoopbackAddress(address: string): boolean {
  return address === "::1" || LOOPBACK_V4.test(address.replace(/^::ffff:/i, ""));
}

const LOOPBACK_V4 = /^127(?:\.\d{1,3}){3}$/;

/** RFC 6761: every name below localhost is one. */
function isLoopbackName(host: string): boolean {
  const name = host.replace(/:\d+$/, "").replace(/\.$/, "").toLowerCase();
  return name === "localhost" || name.endsWith(".localhost") || name === "[::1]" || LOOPBACK_V4.test(name);
}
