import { Writable } from "node:stream";
import { inspect } from "node:util";

import { Type } from "typebox";
import { describe, expect, test } from "vitest";

import { env } from "../../../runtime/config/env-ref.ts";
import { isSecret, redact, redactQuery, redactText } from "../../../runtime/config/redact.ts";
import { makeLog } from "../../../runtime/observe/log.ts";
import { load, mistakes, SECRET } from "./project.ts";

const HIDDEN = "hunter2";

test("the query of a request's address is covered, and nothing else of it", () => {
  expect(redactQuery(`/reset?a=1&reset_token=${HIDDEN}&b=2`)).toBe("/reset?a=1&reset_token=[redacted]&b=2");
  expect(redactQuery("/token=a/b?page=2")).toBe("/token=a/b?page=2");
});

describe("addresses lose their password", () => {
  test.each([
    [`postgres://app:${HIDDEN}@db:5432/blog`, "postgres://app:[redacted]@db:5432/blog"],
    [`redis://:${HIDDEN}@cache`, "redis://:[redacted]@cache"],
    [`mysql://app:${HIDDEN}/@:#?@db/blog`, "mysql://app:[redacted]@db/blog"],
    [`see https://a:${HIDDEN}@x.y/z?token=${HIDDEN}&b=1`, "see https://a:[redacted]@x.y/z?token=[redacted]&b=1"],
    [`amqps://x.y/?api_key=${HIDDEN}#top`, "amqps://x.y/?api_key=[redacted]#top"],
    ["http://localhost:3000/@me", "http://localhost:3000/@me"],
    ["postgres://db/blog", "postgres://db/blog"],
    ["a: b@c", "a: b@c"],
  ])("%s", (text, expected) => {
    expect(redactText(text)).toBe(expected);
  });
});

test("secret by schema, or by name", () => {
  for (const path of ["secret", "env.STRIPE_KEY", "env.DB_PASSWORD", "env.GITHUB_TOKEN", "databases.main.password"])
    expect(isSecret(path), path).toBe(true);
  for (const path of ["name", "server.port", "env.REGION", "databases.main.file", "session.cookieName"])
    expect(isSecret(path), path).toBe(false);
  expect(redact({ main: { password: HIDDEN, port: 1 } }, "databases")).toEqual({
    main: { password: "[redacted]", port: 1 },
  });
});

describe("a config that is printed shows no secret", async () => {
  const { config } = await load({
    config: {
      secret: SECRET,
      name: env("SOME_TOKEN"),
      env: { STRIPE_KEY: Type.String(), PLAIN: Type.String({ secret: true }), REGION: Type.String() },
      databases: { main: { driver: "sqlite", file: env("FILE") } },
      watch: { ignore: ["a", env("PLAIN")] },
    },
    app: { prefix: env("PLAIN", "") },
    env: {
      STRIPE_KEY: HIDDEN,
      PLAIN: `/${HIDDEN}`,
      REGION: "eu",
      FILE: `x://a:${HIDDEN}@b`,
      SOME_TOKEN: HIDDEN,
    },
  });
  const app = config.apps["main"];
  const parts = { config, app, apps: config.apps, env: config.env, databases: config.databases, watch: config.watch };

  test.each(Object.entries(parts))("%s", async (_name, part) => {
    const lines: string[] = [];
    const destination = new Writable({
      write: (chunk, _encoding, done) => {
        lines.push(String(chunk));
        done();
      },
    });
    const log = await makeLog({ level: "info", isPretty: false, root: "/", destination });
    log.info({ part }, "x");
    log.info(part as object);
    const printed = [
      JSON.stringify(part),
      JSON.stringify({ deep: [part] }),
      inspect(part, { depth: 9 }),
      inspect({ deep: [part] }, { depth: 9 }),
      ...lines,
    ].join("\n");
    expect(printed).not.toContain(HIDDEN);
    expect(printed).not.toContain(SECRET);
    expect(printed).toContain("[redacted]");
  });

  test("and is read as before", () => {
    expect(app).toMatchObject({ secret: SECRET, name: HIDDEN, prefix: `/${HIDDEN}` });
    expect(config.env).toEqual({ STRIPE_KEY: HIDDEN, PLAIN: `/${HIDDEN}`, REGION: "eu" });
    expect(JSON.parse(JSON.stringify(config.env))).toMatchObject({ REGION: "eu" });
    expect(Object.keys(config.env)).toEqual(["STRIPE_KEY", "PLAIN", "REGION"]);
  });
});

test("mistakes show no secret", async () => {
  const found = await mistakes({
    config: {
      secret: HIDDEN,
      server: { password: HIDDEN, port: { token: HIDDEN }, host: `http://a:${HIDDEN}@b`.repeat(0) },
      name: 7,
      databases: { main: { driver: `x://a:${HIDDEN}@b`, file: "" } },
      env: { STRIPE_KEY: Type.String({ pattern: "^sk" }) },
    },
    env: { STRIPE_KEY: HIDDEN },
  });
  expect(found.length).toBeGreaterThan(5);
  expect(found.join("\n")).not.toContain(HIDDEN);
});
