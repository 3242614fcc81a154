import { execFileSync } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Writable } from "node:stream";

import { describe, expect, test } from "vitest";

import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import type { JsonData } from "../../../../runtime/testing/index.ts";
import "../../session-types.ts";
import { serve, type Served } from "../serve.ts";

const routes = {
  "index.ts": defineRoutes("/", (route) => {
    route.get("/count", (_req, _reply, { session }) => session.get("count") ?? null);
    route.post("/count", (_req, _reply, { session }) => session.update("count", (n = 0) => n + 1));
    route.post("/sign-out", async (_req, _reply, { session }) => {
      await session.destroy();
      return {};
    });
  }),
};

interface OnDisk extends Served {
  readonly disk: string;
  readonly log: () => string;
  readonly visit: (method: "GET" | "POST", url: string) => Promise<Visit>;
}

interface Visit {
  readonly status: number;
  readonly body: JsonData;
  readonly setCookie: unknown;
}

/** An app whose sessions are on a small disk of their own, and a visitor who has one. */
async function onDisk(): Promise<OnDisk> {
  let log = "";
  const logStream = new Writable({ write: (chunk, _encoding, done) => done(void (log += String(chunk))) });
  const config = { name: "test", logger: { level: "error" } } as const;
  const app = { csrf: false, session: { store: { driver: "file", dir: "disk/sessions" } } } as const;
  const served = await serve({ app, routes, config }, { logStream });
  const disk = join(served.root, "disk");
  await rm(disk, { recursive: true });
  await mkdir(disk);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk]);
  await mkdir(join(disk, "sessions"));
  let cookie = "";
  const visit: OnDisk["visit"] = async (method, url) => {
    const answer = await served.inject({ method, url, headers: cookie === "" ? {} : { cookie } });
    const setCookie = answer.headers["set-cookie"];
    if (typeof setCookie === "string") cookie = setCookie.split(";", 1)[0] ?? "";
    return { status: answer.statusCode, body: answer.json(), setCookie };
  };
  const dispose = async (): Promise<void> => {
    execFileSync("umount", ["-l", disk]);
    await served[Symbol.asyncDispose]();
  };
  return { ...served, disk, visit, log: () => log, [Symbol.asyncDispose]: dispose };
}

const refused = { status: 503, body: { ok: false, error: { code: "service_unavailable" } }, setCookie: undefined };

const canMount = process.getuid?.() === 0;

describe.skipIf(!canMount)("sessions on a disk", () => {
  test("that is full: what cannot be saved is a 503 with its reason in the log; what was saved stays", async () => {
    await using app = await onDisk();
    expect(await app.visit("POST", "/count")).toMatchObject({ status: 200, body: { data: 1 } });
    await writeFile(join(app.disk, "fill"), Buffer.alloc(100_000)).catch(() => {});
    expect(await app.visit("POST", "/count")).toMatchObject(refused);
    expect(app.log()).toContain("ENOSPC");
    expect(await app.visit("GET", "/count")).toMatchObject({ status: 200, body: { data: 1 } });
    // To end a session takes no room.
    expect(await app.visit("POST", "/sign-out")).toMatchObject({ status: 200 });
    expect(await app.visit("GET", "/count")).toMatchObject({ status: 200, body: { data: null } });
  });

  test("that nobody may write: a 503 as well, for a sign-out too", async () => {
    await using app = await onDisk();
    await app.visit("POST", "/count");
    execFileSync("mount", ["-o", "remount,ro", app.disk]);
    expect(await app.visit("POST", "/count")).toMatchObject(refused);
    expect(await app.visit("POST", "/sign-out")).toMatchObject(refused);
    expect(app.log()).toContain("EROFS");
    expect(await app.visit("GET", "/count")).toMatchObject({ status: 200, body: { data: 1 } });
    expect(await app.runtime.health.ready()).toMatchObject({ ok: false });
  });
});
