import type { IncomingMessage } from "node:http";

import { describe, expect, test } from "vitest";

import { isFromElsewhere, isFromHere, isFromPage } from "../../../../src/dev/inspector/access.ts";

function asked(headers: Record<string, string>, remoteAddress: string | undefined = "127.0.0.1"): IncomingMessage {
  return { headers, socket: { remoteAddress } } as unknown as IncomingMessage;
}

describe("who develops on this machine", () => {
  test.each([
    ["127.0.0.1", "localhost:3000"],
    ["::1", "[::1]:3000"],
    ["::ffff:127.0.0.1", "127.0.0.1:3000"],
    ["127.3.2.1", "admin.localhost:3000"],
    ["127.0.0.1", "LOCALHOST."],
  ])("%s under %s may see it", (address, host) => {
    expect(isFromHere(asked({ host }, address))).toBe(true);
  });

  test.each([
    ["another machine", "192.168.1.7", { host: "localhost:3000" }],
    ["another machine, as IPv6 writes it", "::ffff:10.0.0.1", { host: "localhost" }],
    ["an address that only begins like it", "127.0.0.1.example.com", { host: "localhost" }],
    ["a name that was pointed here", "127.0.0.1", { host: "evil.example:3000" }],
    ["a name that only ends like it", "127.0.0.1", { host: "evillocalhost" }],
    ["a name that only begins like it", "127.0.0.1", { host: "127.0.0.1.evil.example" }],
    ["a proxy or tunnel", "127.0.0.1", { host: "localhost", "x-forwarded-for": "203.0.113.9" }],
    ["no name at all", "127.0.0.1", {}],
  ])("%s may not", (_who, address, headers) => {
    expect(isFromHere(asked(headers as Record<string, string>, address))).toBe(false);
  });

  test("a socket that is gone has no address", () => {
    expect(isFromHere({ headers: { host: "localhost" }, socket: {} } as unknown as IncomingMessage)).toBe(false);
  });
});

describe("what changes something comes from the page", () => {
  const host = "localhost:3000";

  test.each([
    [{ host, origin: "http://localhost:3000", "sec-fetch-site": "same-origin" }, true],
    [{ host, origin: "http://localhost:3000" }, true],
    [{ host, "sec-fetch-site": "same-origin" }, true],
    [{ host }, false],
    [{ host, origin: "http://localhost:4000", "sec-fetch-site": "same-site" }, false],
    [{ host, origin: "http://evil.example" }, false],
    [{ host, origin: "null" }, false],
    [{ host, origin: "http://localhost:3000", "sec-fetch-site": "cross-site" }, false],
  ])("%j: %s", (headers, isAllowed) => {
    expect(isFromPage(asked(headers as Record<string, string>))).toBe(isAllowed);
  });
});

test.each([
  [undefined, false],
  ["none", false],
  ["same-origin", false],
  ["same-site", true],
  ["cross-site", true],
])("another site has a hand in what is %s: %s", (site, isElsewhere) => {
  expect(isFromElsewhere(asked(site === undefined ? {} : { "sec-fetch-site": site }))).toBe(isElsewhere);
});
