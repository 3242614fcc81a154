import { scryptSync } from "node:crypto";

import { assert, property, string } from "fast-check";
import { expect, test } from "vitest";

import { hashPassword, isPasswordHashOutdated, verifyPassword } from "../../../runtime/core/password.ts";

test("a password matches its own hash, and no other does", async () => {
  const hash = await hashPassword("correct horse");
  expect(hash).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$[\w-]{22}\$[\w-]{43}$/);
  expect(await verifyPassword("correct horse", hash)).toBe(true);
  expect(await verifyPassword("correct horse ", hash)).toBe(false);
  expect(await verifyPassword("", hash)).toBe(false);
});

test("two hashes of one password differ", async () => {
  const [one, other] = await Promise.all([hashPassword("same"), hashPassword("same")]);
  expect(one).not.toBe(other);
});

test("the same password typed on another keyboard matches", async () => {
  const hash = await hashPassword("caf\u00e9");
  expect(await verifyPassword("cafe\u0301", hash)).toBe(true);
});

test("the hash is scrypt's own", async () => {
  const [, , , salt = "", key] = (await hashPassword("known")).split("$");
  const expected = scryptSync("known", Buffer.from(salt, "base64url"), 32, { N: 2 ** 15, r: 8, p: 3, maxmem: 2 ** 27 });
  expect(key).toBe(expected.toString("base64url"));
});

test("a hash of other parameters is verified, and called outdated", async () => {
  const salt = Buffer.alloc(16, 1);
  const key = scryptSync("old", salt, 32, { N: 2 ** 10, r: 4, p: 1 });
  const old = `$scrypt$ln=10,r=4,p=1$${salt.toString("base64url")}$${key.toString("base64url")}`;
  expect(await verifyPassword("old", old)).toBe(true);
  expect(await verifyPassword("new", old)).toBe(false);
  expect(isPasswordHashOutdated(old)).toBe(true);
  expect(isPasswordHashOutdated(await hashPassword("old"))).toBe(false);
});

const SALT = "A".repeat(22);
const KEY = "A".repeat(43);

test.each([
  ["nothing", undefined],
  ["an empty text", ""],
  ["plain text", "password"],
  ["another scheme", `$argon2id$v=19$m=65536,t=3,p=4$${SALT}$${KEY}`],
  ["a cost of 0", `$scrypt$ln=0,r=8,p=1$${SALT}$${KEY}`],
  ["a cost that would take all memory", `$scrypt$ln=30,r=8,p=1$${SALT}$${KEY}`],
  ["a short key", `$scrypt$ln=10,r=8,p=1$${SALT}$AAAA`],
])("%s matches no password", async (_what, stored) => {
  expect(await verifyPassword("password", stored)).toBe(false);
});

test("any text in place of a hash is refused without a throw", () => {
  assert(
    property(string(), (text) => {
      expect(isPasswordHashOutdated(text)).toBe(true);
    }),
  );
});
