/** Says whether an `Origin` header names one of a list: `https://shop.example`, `https://*.shop.example`. */
export function makeOriginList(origins: readonly string[]): (origin: string) => boolean {
  const exact = new Set(origins.filter((origin) => !origin.includes("://*.")).map(withoutDefaultPort));
  const wild = origins
    .filter((origin) => origin.includes("://*."))
    .map(withoutDefaultPort)
    .map((origin) => origin.split("*", 2) as [scheme: string, rest: string]);
  if (wild.length === 0) return (origin) => exact.has(origin);
  return (origin) =>
    exact.has(origin) || wild.some(([scheme, rest]) => origin.startsWith(scheme) && isBelow(origin, scheme, rest));
}

/** Browsers leave the port of the scheme out. */
function withoutDefaultPort(origin: string): string {
  return origin.replace(/^(https:.*):443$|^(http:.*):80$/, "$1$2");
}

/** What the star stands for is names with dots between them, and nothing else that a URL may have. */
function isBelow(origin: string, scheme: string, rest: string): boolean {
  if (!origin.endsWith(rest)) return false;
  return /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/.test(origin.slice(scheme.length, -rest.length));
}
