import { describe, expect, test } from "vitest";

import type { ServerConfig } from "../../../../runtime/config/parts/server.ts";
import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { compileTrust } from "../../../../runtime/http/server/trust-proxy.ts";
import { serve } from "../serve.ts";

const who = (app: string) => ({
  "r.ts": defineRoutes("/", (route) => {
    route.get("/who", (req) => ({ app, ip: req.ip, host: req.host, protocol: req.protocol }));
  }),
});

type Trust = NonNullable<ServerConfig["server"]>["trustProxy"];

async function ask(trustProxy: Trust | undefined, from: string, headers: Record<string, string>): Promise<unknown> {
  const server = trustProxy === undefined ? {} : { trustProxy };
  await using served = await serve({
    config: { logger: { level: "silent" }, server },
    apps: { main: { routes: who("main") }, shop: { routes: who("shop"), app: { hosts: ["shop.example.com"] } } },
  });
  const answer = await served.inject({
    url: "/who",
    remoteAddress: from,
    headers: { host: "inside:3000", ...headers },
  });
  return answer.json().data ?? [answer.statusCode, answer.json().error.code];
}

const forwarded = {
  "x-forwarded-for": "203.0.113.9",
  "x-forwarded-host": "shop.example.com",
  "x-forwarded-proto": "https",
};
const direct = (ip: string) => ({ app: "main", ip, host: "inside:3000", protocol: "http" });
const proxied = { app: "shop", ip: "203.0.113.9", host: "shop.example.com", protocol: "https" };

describe("what a request says of who forwarded it", () => {
  test.each([
    ["nobody unless said", undefined],
    ["nobody", false],
    ["another address", "10.0.0.8"],
    ["another range", "10.1.0.0/16"],
    ["names of ranges", ["loopback", "linklocal"]],
  ] as const)("is nothing where %s is trusted", async (_name, trust) => {
    expect(await ask(trust as Trust, "10.0.0.7", forwarded)).toEqual(direct("10.0.0.7"));
  });

  test.each([
    ["the address", "10.0.0.7"],
    ["its range", "10.0.0.0/8"],
    ["one of several", ["192.0.2.1", "10.0.0.0/24"]],
    ["the name of its range", "uniquelocal"],
    ["one proxy", 1],
  ] as const)("is believed where %s is trusted", async (_name, trust) => {
    expect(await ask(trust as Trust, "10.0.0.7", forwarded)).toEqual(proxied);
  });

  test("an IPv4 address is the same in its IPv6 form", async () => {
    expect(await ask("10.0.0.7", "::ffff:10.0.0.7", forwarded)).toEqual(proxied);
  });

  test("of several addresses the last that no proxy has is the client's: what it forged stands before", async () => {
    const headers = {
      "x-forwarded-for": "1.1.1.1, 203.0.113.9, 10.0.0.3",
      "x-forwarded-host": "evil.example, shop.example.com",
    };
    expect(await ask("10.0.0.0/8", "10.0.0.7", headers)).toMatchObject({ ip: "203.0.113.9", app: "shop" });
    expect(await ask(1, "10.0.0.7", { "x-forwarded-for": "1.1.1.1, 203.0.113.9" })).toMatchObject({
      ip: "203.0.113.9",
    });
    expect(await ask(2, "10.0.0.7", headers)).toMatchObject({ ip: "203.0.113.9" });
  });

  test("a forwarded host that is none is refused", async () => {
    expect(await ask("10.0.0.7", "10.0.0.7", { "x-forwarded-host": "a@b" })).toEqual([400, "host_invalid"]);
    expect(await ask("10.0.0.7", "10.0.0.7", { "x-forwarded-host": "" })).toMatchObject({ host: "inside:3000" });
  });
});

test("a number trusts that many hops, whoever they are", () => {
  const trusts = compileTrust(2);
  expect([0, 1, 2].map((hop) => trusts?.("203.0.113.9", hop))).toEqual([true, true, false]);
  expect(compileTrust(false)).toBeNull();
});

test("what is no proxy is a mistake of the config", async () => {
  const mistakes = async (trustProxy: unknown): Promise<unknown> =>
    serve({ config: { server: { trustProxy } } as never }).then(
      () => "none",
      (error: { details: unknown }) => error.details,
    );
  const expected =
    "false, addresses of proxies (10.0.0.7, 10.0.0.0/8, loopback, linklocal, uniquelocal) or their number";
  for (const wrong of [true, 0, -1, 1.5, "", "proxy.example.com", "10.0.0.0/33", ["10.0.0.7", "x"], [], null, {}]) {
    expect(await mistakes(wrong)).toEqual([
      {
        file: "mega.config.ts",
        path: "server.trustProxy",
        message: expect.stringContaining(`\`server.trustProxy\` must be ${expected}, not `),
      },
    ]);
  }
});
