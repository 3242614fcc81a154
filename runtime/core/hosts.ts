import { domainToASCII } from "node:url";

/**
 * The host that a Host header names: lower case, without port and trailing dot, an IPv6 address in brackets and in its
 * short form. Null for what names no host (RFC 9110, 7.2): two hosts, a user, a blank, a byte that is not ASCII.
 */
export function readHost(header: string): string | null {
  const name = header.length > MAX_LENGTH ? undefined : HEADER.exec(header)?.[1];
  if (name === undefined) return null;
  return name.startsWith("[") ? shortAddress(name) : withoutDot(name.toLowerCase());
}

/**
 * What an app's `hosts` says, as `readHost` would write it: `example.com`, `*.example.com`, `[::1]`. Names may have any
 * script; they are compared in their ASCII form. Null for what is no host: a port, a path, a star elsewhere.
 */
export function readHostPattern(text: string): string | null {
  const isWildcard = text.startsWith("*.");
  const host = readHost(domainToASCII(isWildcard ? text.slice(2) : text));
  if (host === null || /[:/]/.test(text.replace(/^\[.*\]$/, ""))) return null;
  return isWildcard ? `*.${host}` : host;
}

/** One owner of hosts; without hosts it takes what is left. */
export interface HostEntry<Owner> {
  readonly hosts: readonly string[];
  readonly owner: Owner;
}

/**
 * Says whose a host is, by its name as `readHost` gives it. The exact name wins, then the longest wildcard
 * (`*.example.com` is any name below example.com, however deep), then the owner without hosts.
 */
export function makeHostTable<Owner>(entries: readonly HostEntry<Owner>[]): (host: string | null) => Owner | undefined {
  const owners = new Map<string | null, Owner>();
  for (const { hosts, owner } of entries) for (const host of hosts) owners.set(readHostPattern(host), owner);
  const rest = entries.find(({ hosts }) => hosts.length === 0)?.owner;
  return (host) => (host === null ? undefined : (owners.get(host) ?? byWildcard(owners, host))) ?? rest;
}

// A name has at most 253 characters; the rest is its dot and its port.
const MAX_LENGTH = 260;

const HEADER = /^(\[[0-9a-f:.]+\]|[\w-]+(?:\.[\w-]+)*\.?)(?::\d{0,5})?$/i;

function withoutDot(name: string): string {
  return name.endsWith(".") ? name.slice(0, -1) : name;
}

function shortAddress(bracketed: string): string | null {
  const short = domainToASCII(bracketed);
  return short === "" ? null : short;
}

function byWildcard<Owner>(owners: ReadonlyMap<string | null, Owner>, host: string): Owner | undefined {
  for (let dot = host.indexOf("."); dot !== -1; dot = host.indexOf(".", dot + 1)) {
    const owner = owners.get(`*${host.slice(dot)}`);
    if (owner !== undefined) return owner;
  }
  return undefined;
}
