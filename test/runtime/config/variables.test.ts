import { Type } from "typebox";
import { describe, expect, test } from "vitest";

import { env } from "../../../runtime/config/env-ref.ts";
import { load, mistakes, refusal } from "./project.ts";

describe("a variable of the type that its schema names", () => {
  const level = Type.Union([Type.Literal("low"), Type.Literal("high")]);
  test.each<[string, object, unknown]>([
    ["007", Type.String(), "007"],
    ["-7", Type.Integer(), -7],
    ["0.25", Type.Number(), 0.25],
    ["true", Type.Boolean(), true],
    ["false", Type.Boolean(), false],
    ["high", level, "high"],
    ["low", { enum: ["low", "high"] }, "low"],
    ["2", Type.Union([Type.Literal(1), Type.Literal(2)]), 2],
    ["1, 2,3", Type.Array(Type.Integer()), [1, 2, 3]],
    ["a", Type.Array(Type.String()), ["a"]],
    ["https://a.b/c", Type.String({ format: "uri" }), "https://a.b/c"],
    ["3", Type.Optional(Type.Integer()), 3],
  ])("%s", async (text, schema, value) => {
    const { config } = await load({ config: { env: { IT: schema } }, env: { IT: text } });
    expect(config.env).toEqual({ IT: value });
    const fromFile = await load({ config: { env: { IT: schema } }, files: { ".env": `IT="${text}"\n` } });
    expect(fromFile.config.env).toEqual({ IT: value });
  });

  test.each<[string, object, string]>([
    ["1.5", Type.Integer(), "must be an integer"],
    ["0x7", Type.Integer(), "must be an integer"],
    ["1e3", Type.Integer(), "must be an integer"],
    ["12px", Type.Number(), "must be a number"],
    ["yes", Type.Boolean(), "must be a boolean"],
    ["TRUE", Type.Boolean(), "must be a boolean"],
    ["0", Type.Integer({ minimum: 1 }), "must be at least 1"],
    ["9", Type.Integer({ maximum: 8 }), "must be at most 8"],
    ["a", Type.String({ minLength: 2 }), "must have at least 2 characters"],
    ["mid", { enum: ["low", "high"] }, "low, high"],
    ["a,b", Type.Array(Type.Integer()), "must be an integer"],
    ["not an address", Type.String({ format: "uri" }), "uri"],
  ])("not %s", async (text, schema, message) => {
    const [line = "", ...more] = await mistakes({ config: { env: { IT: schema } }, env: { IT: text } });
    expect(line).toMatch(/^environment: `IT(?:\.\d)?` /);
    expect(line).toContain(message);
    expect(line).not.toContain(text.length > 2 ? text : "\0");
    expect(more.filter((other) => !other.startsWith("environment: `IT"))).toEqual([]);
  });
});

test("a default is a value of its type, and an empty variable has it too", async () => {
  const schemas = { WORKERS: Type.Integer({ default: 2 }), DEBUG: Type.Boolean({ default: false }) };
  expect((await load({ config: { env: schemas } })).config.env).toEqual({ WORKERS: 2, DEBUG: false });
  expect((await load({ config: { env: schemas }, env: { WORKERS: "" } })).config.env).toMatchObject({ WORKERS: 2 });
});

test("every variable that is missing is named in one run, each once, wherever it is wanted", async () => {
  const error = await refusal({
    config: {
      env: { STRIPE_KEY: Type.String(), REGION: Type.String() },
      databases: { main: { driver: "sqlite", file: env("DB_FILE") } },
      name: env("REGION"),
    },
    app: { prefix: env("PREFIX") },
    apps: { admin: { hosts: [env("ADMIN_HOST")] } },
    files: { ".env": "STRIPE_KEY=\n" },
  });
  expect(error.details).toEqual([
    { file: "mega.config.ts", path: "env.STRIPE_KEY", message: "`STRIPE_KEY` is not set" },
    { file: "mega.config.ts", path: "env.REGION", message: "`REGION` is not set" },
    {
      file: "mega.config.ts",
      path: "databases.main.file",
      message: "`databases.main.file` is the variable `DB_FILE`, which is not set",
    },
    {
      file: "apps/main/app.config.ts",
      path: "prefix",
      message: "`prefix` is the variable `PREFIX`, which is not set",
    },
    {
      file: "apps/admin/app.config.ts",
      path: "hosts.0",
      message: "`hosts.0` is the variable `ADMIN_HOST`, which is not set",
    },
  ]);
});

test("a variable that several files set is told of where it counts", async () => {
  const files = { ".env": "PORT=1\n", ".env.local": "\uFEFF# mine\r\nPORT=http\r\n", ".env.staging": "PORT=no\n" };
  expect(await mistakes({ files })).toEqual([
    '.env.local:2: `PORT` must be an integer, not "http" (it is `server.port`)',
  ]);
  expect((await load({ files, env: { PORT: "2" } })).config.server.port).toBe(2);
});

test("an alias that a variable names has to be one", async () => {
  const asp = { masterSecret: "x".repeat(32), http: { enabledPaths: ["/x"], nonceCache: env("NONCES") } };
  const caches = { nonces: { driver: "memory" }, rate: { driver: "memory" } } as const;
  expect(await mistakes({ config: { caches }, app: { asp }, env: { NONCES: "nonce" } })).toEqual([
    "environment: `NONCES` must be an alias of `caches` in mega.config.ts; did you mean `nonces`? (it is `asp.http.nonceCache` of apps/main/app.config.ts)",
  ]);
  const { config } = await load({ config: { caches }, app: { asp }, env: { NONCES: "nonces" } });
  expect(config.apps["main"]?.asp.http.nonceCache).toBe("nonces");
});
