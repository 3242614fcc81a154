import { parseEnv } from "node:util";

import { expect, test } from "vitest";

import { drawSecret } from "../../../src/project/draw-secret.ts";

test("each is another one, of 256 bits, and is read from a .env as it was drawn", () => {
  const drawn = Array.from({ length: 100 }, drawSecret);
  expect(new Set(drawn).size).toBe(100);
  for (const secret of drawn) {
    expect(Buffer.from(secret, "base64url")).toHaveLength(32);
    expect(parseEnv(`APP_SECRET=${secret}\n`)).toEqual({ APP_SECRET: secret });
  }
});
