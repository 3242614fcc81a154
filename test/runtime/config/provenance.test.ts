import { Type } from "typebox";
import { describe, expect, test } from "vitest";

import { env } from "../../../runtime/config/env-ref.ts";
import type { ConfigExplanation, ConfigOrigin } from "../../../runtime/config/provenance.ts";
import { load, SECRET } from "./project.ts";

const said = ({ layer, file, line, variable }: ConfigOrigin): string =>
  [layer, file, line, variable].filter((part) => part !== null).join(" ");

/** `layer file line variable = value`, the winner with a star. */
function steps(explanation: ConfigExplanation | undefined): readonly string[] {
  return (explanation?.steps ?? []).map(
    (step) => `${said(step)} = ${JSON.stringify(step.value)}${step.wins ? " *" : ""}`,
  );
}

test("every value knows its layer and place", async () => {
  const { provenance } = await load({
    config: { name: "blog", databases: { main: { driver: "sqlite", file: env("DB_FILE") } } },
    app: { bodyLimit: 10, prefix: env("PREFIX", "/x") },
    files: { ".env": "\nDB_FILE=a.db\nHOST=0.0.0.0\n" },
    env: { PORT: "4000" },
    flags: { server: { port: 4001 } },
  });
  const values = new Map(provenance.values().map((value) => [`${value.app ?? ""}:${value.key}`, value]));
  const of = (key: string): string => {
    const value = values.get(key);
    return value ? `${said(value)} = ${JSON.stringify(value.value)}` : "none";
  };
  expect(of(":name")).toBe('mega.config mega.config.ts = "blog"');
  expect(of(":databases.main.file")).toBe('env-file .env 2 DB_FILE = "a.db"');
  expect(of(":server.host")).toBe('env-file .env 3 HOST = "0.0.0.0"');
  expect(of(":server.port")).toBe("flags = 4001");
  expect(of(":watch.graceMs")).toBe("default = 5000");
  expect(of(":caches")).toBe("default = {}");
  expect(of("main:bodyLimit")).toBe("app.config apps/main/app.config.ts = 10");
  expect(of("main:prefix")).toBe('app.config apps/main/app.config.ts PREFIX = "/x"');
  expect(of("main:locales.default")).toBe('default = "en"');
});

describe("explain", () => {
  test("tells what every layer says, in order, and which one wins", async () => {
    const { provenance } = await load({
      config: { server: { port: 3001 } },
      files: { ".env": "PORT=3002\n", ".env.local": "PORT=3003\n" },
      env: { PORT: "3004" },
      flags: { server: { port: 3005 } },
    });
    expect(steps(provenance.explain("server.port")[0])).toEqual([
      "default = 3000",
      "mega.config mega.config.ts = 3001",
      'env-file .env 1 PORT = "3002"',
      'env-file .env.local 1 PORT = "3003"',
      "environment PORT = 3004",
      "flags = 3005 *",
    ]);
  });

  test("follows a reference to its variable; an empty one says nothing", async () => {
    const given = { config: { name: env("NAME", "none") }, files: { ".env": "NAME=one\n" } };
    expect(steps((await load(given)).provenance.explain("name")[0])).toEqual([
      expect.stringMatching(/^default = "mega-config-/),
      'mega.config mega.config.ts NAME = "env(\\"NAME\\")"',
      'env-file .env 1 NAME = "one" *',
    ]);
    expect(steps((await load({ ...given, env: { NAME: "" } })).provenance.explain("name")[0])).toEqual([
      expect.stringMatching(/^default = /),
      'mega.config mega.config.ts NAME = "none" *',
      'env-file .env 1 NAME = "one"',
      'environment NAME = ""',
    ]);
  });

  test("a key that is replaced as a whole leaves nothing of its default", async () => {
    const { provenance } = await load({ app: { csrf: false } });
    expect(steps(provenance.explain("csrf")[0]).at(-1)).toBe("app.config apps/main/app.config.ts = false *");
  });

  test("what is given has the defaults of its options, what is not given has none", async () => {
    const { provenance } = await load({
      config: { caches: { main: { driver: "memory" } } },
      app: { session: { store: { driver: "file" }, rolling: true } },
      apps: { admin: { hosts: ["a.b"] } },
    });
    const explained = provenance.explain("session");
    expect(explained.every(({ app }) => app === "main")).toBe(true);
    expect(Object.fromEntries(explained.map((one) => [one.key, steps(one)]))).toEqual({
      "session.store.dir": ['default = "data/sessions" *'],
      "session.store.cleanupIntervalMs": ["default = 3600000 *"],
      "session.store.driver": ['app.config apps/main/app.config.ts = "file" *'],
      "session.ttlMs": ["default = 1209600000 *"],
      "session.rolling": ["default = false", "app.config apps/main/app.config.ts = true *"],
      "session.cookieName": ['default = "session" *'],
    });
    expect(provenance.explain("caches.main.maxEntries").flatMap(steps)).toEqual(["default = 10000 *"]);
    expect(provenance.knows("session.ttlMs")).toBe(true);
  });

  test("a list is one value, and a key of several has each", async () => {
    const { provenance } = await load({ config: { watch: { paths: ["a", env("P", "b")] } } });
    expect(provenance.explain("watch.paths")).toMatchObject([
      { value: ["a", "b"], steps: [{}, { value: ["a", "b"], wins: true }] },
    ]);
    expect(provenance.explain("watch").map(({ key }) => key)).toEqual([
      "watch.paths",
      "watch.ignore",
      "watch.extensions",
      "watch.debounceMs",
      "watch.graceMs",
      "watch.onError",
      "watch.preload",
      "watch.rules",
    ]);
  });

  test("each app for itself, or one of them", async () => {
    const { provenance } = await load({ app: { prefix: "/a" }, apps: { admin: { prefix: "/b", hosts: ["a.b"] } } });
    expect(provenance.explain("prefix").map(({ app, value }) => [app, value])).toEqual([
      ["main", "/a"],
      ["admin", "/b"],
    ]);
    expect(provenance.explain("prefix", "admin").map(({ value }) => value)).toEqual(["/b"]);
    expect(provenance.values("admin").filter(({ app }) => app === "main")).toEqual([]);
  });

  test("a declared variable is explained as a key", async () => {
    const { provenance } = await load({
      config: { env: { WORKERS: Type.Integer(), RATIO: Type.Number({ default: 0.5 }) } },
      env: { WORKERS: "4" },
    });
    expect(steps(provenance.explain("env.WORKERS")[0])).toEqual([
      'mega.config mega.config.ts WORKERS = "env(\\"WORKERS\\")"',
      "environment WORKERS = 4 *",
    ]);
    expect(steps(provenance.explain("env.RATIO")[0])).toEqual(["mega.config mega.config.ts RATIO = 0.5 *"]);
  });

  test("a secret is covered in every step", async () => {
    const { provenance } = await load({
      config: { secret: env("APP_SECRET") },
      files: { ".env": `APP_SECRET=${SECRET}\n` },
      env: { APP_SECRET: `${SECRET}2` },
    });
    expect(JSON.stringify([provenance.explain("secret"), provenance.values()])).not.toContain(SECRET);
    expect(steps(provenance.explain("secret")[0]).slice(1)).toEqual([
      'mega.config mega.config.ts APP_SECRET = "env(\\"APP_SECRET\\")"',
      'env-file .env 1 APP_SECRET = "[redacted]"',
      'environment APP_SECRET = "[redacted]" *',
    ]);
  });
});

test("keys that are there, and those that were meant", async () => {
  const { provenance } = await load({ config: { databases: { shop: { driver: "sqlite", file: "x" } } } });
  for (const key of ["server", "server.port", "databases.shop.file", "secret", "prefix", "databases.other.file"])
    expect(provenance.knows(key), key).toBe(true);
  for (const key of ["sever", "server.prot", "databases.shop.file.x", "", "__proto__", "constructor"])
    expect(provenance.knows(key), key).toBe(false);
  expect(provenance.near("server.prot")).toBe("server.port");
  expect(provenance.near("databases.shpo.file")).toBe("databases.shop.file");
  expect(provenance.near("graceMs")).toBe("watch.graceMs");
  expect(provenance.near("nothing like it at all")).toBeUndefined();
});
