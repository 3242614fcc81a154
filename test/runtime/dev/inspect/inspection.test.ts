import { afterEach, expect, test } from "vitest";

import { loadConfig } from "../../../../runtime/config/load.ts";
import { Inspection } from "../../../../runtime/dev/inspect/inspection.ts";
import type { RuntimeEvent } from "../../../../runtime/dev/messages.ts";
import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { manifestOf, serve, type Served } from "../../http/serve.ts";

const parts = {
  config: { secret: "0123456789abcdef0123456789abcdef", logger: { level: "silent" } },
  routes: { "r.ts": defineRoutes("/", (route) => route.get("/hello", function hello() {})) },
} as const;

let app: Served;
afterEach(() => app[Symbol.asyncDispose]());

async function start(provenance?: () => Promise<never>): Promise<{ inspection: Inspection; sent: RuntimeEvent[] }> {
  app = await serve(parts);
  const sent: RuntimeEvent[] = [];
  const surroundings = { manifest: manifestOf(parts), root: app.root, env: {}, mode: "development" } as const;
  const inspection = new Inspection({
    project: { root: process.cwd(), files: [] },
    provenance: provenance ?? (async () => (await loadConfig(surroundings)).provenance),
    send: async (event) => void sent.push(event),
  });
  return { inspection, sent };
}

test("the app tells its routes with their places, its config without secrets, and its health", async () => {
  const { inspection, sent } = await start();
  for (const subject of ["routes", "config", "health"] as const) await inspection.tell(subject, app.runtime);
  expect(sent).toMatchObject([
    {
      kind: "inspected",
      subject: "routes",
      data: expect.arrayContaining([expect.objectContaining({ path: "/hello" })]),
    },
    {
      kind: "inspected",
      subject: "config",
      data: expect.arrayContaining([expect.objectContaining({ key: "secret", value: "[redacted]" })]),
    },
    { kind: "inspected", subject: "health", data: { ok: true, checks: {} } },
  ]);
});

test("what keeps it from that is told in its place", async () => {
  const { inspection, sent } = await start(() => Promise.reject(new Error("no config")));
  await inspection.tell("config", app.runtime);
  expect(sent).toEqual([{ kind: "inspected", subject: "config", data: null, problem: "Error: no config" }]);
});
