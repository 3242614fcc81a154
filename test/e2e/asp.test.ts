import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { expect, test } from "vitest";

import type * as Client from "../../runtime/client/index.ts";
import { newProject, printed, startMega } from "./support.ts";

const SECRET = "0123456789abcdef0123456789abcdef";

const APP_CONFIG = `import { defineAppConfig, env } from "mega-framework";

export default defineAppConfig({
  locales: { default: "en" },
  asp: { masterSecret: env("ASP_SECRET"), http: { enabledPaths: ["/api/secure/*"] } },
});
`;

const ROUTES = `import { defineRoutes, MegaNotFoundError, Type } from "mega-framework";

export default defineRoutes("/api/secure", (route) => {
  route.get("/hello", { query: Type.Object({ name: Type.String() }) }, (req) => ({ hello: req.query.name }));
  route.post("/notes", { body: Type.Object({ title: Type.String() }), response: { 201: Type.Object({ title: Type.String() }) } }, (req, reply) => {
    reply.code(201);
    return req.body;
  });
  route.get("/missing", () => {
    throw new MegaNotFoundError("note", { id: 7 });
  });
});
`;

test("a project with encrypted bodies, started by the command, talks to the client of the package", async () => {
  using project = await newProject("api");
  writeFileSync(join(project.path, "apps/main/app.config.ts"), APP_CONFIG);
  writeFileSync(join(project.path, "apps/main/routes/secure.ts"), ROUTES);
  const server = startMega(["start", "--port", "0"], { cwd: project.path, env: { ASP_SECRET: SECRET } });
  const ended = once(server, "exit");
  try {
    const [baseUrl] = await printed(server, /http:\/\/localhost:\d+/);
    const { makeAspClient } = await installedClient(project.path);
    const api = makeAspClient({ baseUrl, secret: SECRET });

    const hello = await api.fetch(`/api/secure/hello?name=${encodeURIComponent("한 글")}`);
    expect([hello.status, await hello.json()]).toEqual([200, { ok: true, data: { hello: "한 글" } }]);
    const post = (body: unknown): Promise<Response> =>
      api.fetch("/api/secure/notes", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    const created = await post({ title: "Hidden" });
    expect([created.status, await created.json()]).toEqual([201, { ok: true, data: { title: "Hidden" } }]);
    const invalid = await post({ title: 5 });
    expect([invalid.status, await invalid.json()]).toMatchObject([422, { error: { code: "validation_failed" } }]);
    const missing = await api.fetch("/api/secure/missing");
    expect([missing.status, await missing.json()]).toMatchObject([404, { error: { code: "not_found" } }]);

    const plain = await fetch(`${baseUrl}/api/secure/hello?name=a`);
    expect([plain.status, await plain.json()]).toMatchObject([400, { error: { code: "asp_rejected" } }]);

    const sent: Parameters<typeof fetch>[] = [];
    const recording = makeAspClient({
      baseUrl,
      secret: SECRET,
      fetch: (...request) => {
        sent.push(request);
        return fetch(...request);
      },
    });
    expect((await recording.fetch("/api/secure/hello?name=once")).status).toBe(200);
    const [request] = sent;
    if (request === undefined) throw new Error("nothing was sent");
    const replay = await fetch(...request);
    expect([replay.status, await replay.json()]).toMatchObject([400, { error: { code: "asp_rejected" } }]);
  } finally {
    server.kill("SIGTERM");
    await ended;
  }
});

/** As a script of the project would import it. */
async function installedClient(project: string): Promise<typeof Client> {
  const { resolve } = createRequire(join(project, "script.js"));
  return (await import(pathToFileURL(resolve("mega-framework/client")).href)) as typeof Client;
}
