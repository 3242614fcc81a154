import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { makeHostTable, readHost, readHostPattern } from "../../../runtime/core/hosts.ts";

describe("the host of a header", () => {
  test.each([
    ["example.com", "example.com"],
    ["EXAMPLE.com", "example.com"],
    ["example.com.", "example.com"],
    ["example.com:8080", "example.com"],
    ["example.com.:8080", "example.com"],
    ["example.com:", "example.com"],
    ["localhost", "localhost"],
    ["my_service", "my_service"],
    ["xn--mnchen-3ya.example", "xn--mnchen-3ya.example"],
    ["127.0.0.1:3000", "127.0.0.1"],
    ["[::1]", "[::1]"],
    ["[0:0:0::1]:3000", "[::1]"],
    ["[2001:DB8::A]", "[2001:db8::a]"],
  ])("%s is %s", (header, host) => {
    expect(readHost(header)).toBe(host);
  });

  test.each([
    "",
    " ",
    ".",
    "a@b",
    "a b",
    " example.com",
    "example.com ",
    "example.com, example.com",
    "example.com,evil.com",
    "example.com/path",
    "example.com?x",
    "example.com#x",
    "example.com\\evil.com",
    "http://example.com",
    "example..com",
    ".example.com",
    "example.com..",
    "example.com:80:80",
    "example.com:123456",
    "example.com:-1",
    "example.com:http",
    "*.example.com",
    "münchen.example",
    "example%2ecom",
    "example.com\0",
    "::1",
    "[::1",
    "[::g]",
    "[1::2::3]",
    "[::1]x",
    "[fe80::1%25eth0]",
    "a".repeat(261),
    `${"a.".repeat(5000)}com`,
  ])("%j names none", (header) => {
    expect(readHost(header)).toBeNull();
  });

  test("is read in its own form again, whatever was sent", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.domain(),
          fc.ipV6().map((address) => `[${address}]`),
        ),
        (header) => {
          const host = readHost(header);
          if (host !== null) expect(readHost(host)).toBe(host);
        },
      ),
    );
  });
});

describe("a host of the config", () => {
  test.each([
    ["example.com", "example.com"],
    ["Example.COM.", "example.com"],
    ["*.example.com", "*.example.com"],
    ["*.Example.com.", "*.example.com"],
    ["München.example", "xn--mnchen-3ya.example"],
    ["*.例え.テスト", "*.xn--r8jz45g.xn--zckzah"],
    ["[0:0::1]", "[::1]"],
    ["127.0.0.1", "127.0.0.1"],
  ])("%s is %s", (text, pattern) => {
    expect(readHostPattern(text)).toBe(pattern);
  });

  test.each(["", "*", "*.", "a.*.com", "*example.com", "**.example.com", "example.com:80", "*.example.com:80", "a b"])(
    "%j is none",
    (text) => {
      expect(readHostPattern(text)).toBeNull();
    },
  );

  test.each(["https://example.com", "example.com/x", "::1", "[::1]:80", "user@example.com", "300.1.1.1"])(
    "%j is none",
    (text) => {
      expect(readHostPattern(text)).toBeNull();
    },
  );
});

describe("the table of hosts", () => {
  const ownerOf = makeHostTable([
    { hosts: ["example.com", "www.example.com"], owner: "shop" },
    { hosts: ["*.example.com"], owner: "tenants" },
    { hosts: ["*.api.example.com", "München.example"], owner: "api" },
  ]);

  test.each([
    ["example.com", "shop"],
    ["www.example.com", "shop"],
    ["acme.example.com", "tenants"],
    ["a.b.example.com", "tenants"],
    ["api.example.com", "tenants"],
    ["v1.api.example.com", "api"],
    ["x.v1.api.example.com", "api"],
    ["xn--mnchen-3ya.example", "api"],
    ["example.org", undefined],
    ["com", undefined],
    ["notexample.com", undefined],
    [null, undefined],
  ])("%s is %s's", (host, owner) => {
    expect(ownerOf(host)).toBe(owner);
  });

  test("an owner without hosts takes the rest, also where no host is named", () => {
    const find = makeHostTable([
      { hosts: [], owner: "main" },
      { hosts: ["admin.example.com"], owner: "admin" },
    ]);
    expect(["admin.example.com", "example.com", "x.admin.example.com", null].map(find)).toEqual([
      "admin",
      "main",
      "main",
      "main",
    ]);
  });

  test("finds what a slow and simple reading finds", () => {
    const label = fc.constantFrom("a", "b", "c");
    const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join("."));
    const pattern = fc.oneof(
      name,
      name.map((host) => `*.${host}`),
    );
    fc.assert(
      fc.property(fc.uniqueArray(pattern, { maxLength: 6 }), name, (patterns, host) => {
        const find = makeHostTable(patterns.map((hosts) => ({ hosts: [hosts], owner: hosts })));
        const fits = patterns
          .filter((each) => each === host || (each.startsWith("*.") && host.endsWith(each.slice(1))))
          .sort((a, b) => Number(a.startsWith("*")) - Number(b.startsWith("*")) || b.length - a.length);
        expect(find(host)).toBe(fits[0]);
      }),
    );
  });
});
