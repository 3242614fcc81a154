import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { mega, newProject } from "./support.ts";

test(
  "mega config tells each value and its origin, explains a key, and covers secrets",
  { timeout: 120_000 },
  async () => {
    using project = await newProject("minimal");
    const cwd = project.path;
    writeFileSync(join(cwd, ".env.local"), "# mine\nPORT=4001\n");
    const table = await mega(["config"], { cwd });
    expect(table.exitCode).toBe(0);
    expect(table.stdout).toMatch(/^KEY +VALUE +FROM$/m);
    expect(table.stdout).toMatch(/^server\.port +4001 +\.env\.local:2 \(PORT\)$/m);
    expect(table.stdout).toMatch(/^bodyLimit +1048576 +default$/m);
    const [, secret = "none"] = /^APP_SECRET=(.+)$/m.exec(readFileSync(join(cwd, ".env"), "utf8")) ?? [];
    const json = await mega(["config", "--json"], { cwd });
    expect(secret.length).toBeGreaterThanOrEqual(32);
    expect(table.stdout + table.stderr + json.stdout).not.toContain(secret);
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: true, data: { values: expect.any(Array) } });

    const explained = await mega(["config", "explain", "server.port"], { cwd, env: { PORT: "4002" } });
    expect(explained.stdout.split("\n").map((line) => line.trim().replaceAll(/ +/g, " "))).toEqual([
      "server.port = 4002",
      "default 3000",
      '.env:2 (PORT) "3000"',
      '.env.local:2 (PORT) "4001"',
      "→ environment (PORT) 4002",
    ]);
  },
);

test(
  "what a session leaves out has a default, and a secret stays covered when it is explained",
  { timeout: 120_000 },
  async () => {
    using project = await newProject("minimal");
    const cwd = project.path;
    const file = join(cwd, "apps/main/app.config.ts");
    writeFileSync(file, 'export default { session: { store: { driver: "sqlite" } } };\n');
    const table = await mega(["config"], { cwd });
    expect(table.stdout).toMatch(/^session\.ttlMs +1209600000 +default$/m);
    expect(table.stdout).toMatch(/^session\.store\.file +"data\/sessions\.db" +default$/m);
    const explained = await mega(["config", "explain", "session.ttlMs"], { cwd });
    expect(explained.stdout).toMatch(/^session\.ttlMs = 1209600000 \(app main\)\n +→ +default +1209600000$/);
    const env = { APP_SECRET: "hunter2 hunter2 hunter2 hunter2 hunter2" };
    const secret = await mega(["config", "explain", "secret", "--json"], { cwd, env });
    expect(JSON.parse(secret.stdout)).toMatchObject({ data: { explanations: [{ value: "[redacted]" }] } });
    expect(secret.stdout + secret.stderr).not.toContain("hunter2");
    writeFileSync(file, 'export default { session: { store: { driver: "memory", file: "hunter2.db" } } };\n');
    expect((await mega(["start"], { cwd })).stderr).toContain(
      "apps/main/app.config.ts: `session.store.file` is an option of the driver sqlite, not of memory",
    );
  },
);

test("a key that is not there names the near one, an unset one says so", { timeout: 120_000 }, async () => {
  using project = await newProject("minimal");
  const cwd = project.path;
  const unknown = await mega(["config", "explain", "server.prot"], { cwd });
  expect(unknown).toMatchObject({ exitCode: 1, stdout: "" });
  expect(unknown.stderr).toBe('error: there is no config key "server.prot"\nhint: did you mean server.port?');
  const unset = await mega(["config", "explain", "server.maxConnections"], { cwd });
  expect(unset).toMatchObject({ exitCode: 0, stdout: "server.maxConnections is not set" });
  const app = await mega(["config", "--app", "mian"], { cwd });
  expect(app).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("its apps: main") });
  const word = await mega(["config", "expalin"], { cwd });
  expect(word).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("did you mean explain?") });
});

test(
  "a config with mistakes of every kind tells them all, by file and key, and exits with 1",
  { timeout: 120_000 },
  async () => {
    using project = await newProject("minimal");
    const cwd = project.path;
    writeFileSync(
      join(cwd, "mega.config.ts"),
      `import { defineConfig, env, Type } from "mega-framework";
export default defineConfig({
  nmae: "x", csrf: false, server: { port: "http" },
  databases: { main: { driver: "sqlite", file: env("DB_FILE") } },
  env: { STRIPE_KEY: Type.String({ minLength: 40 }) },
} as never);
`,
    );
    writeFileSync(
      join(cwd, "apps/main/app.config.ts"),
      `export default { databases: {}, bodyLimti: 1, asp: { masterSecret: "hunter2hunter2hunter2hunter2hunter2", http: { enabledPaths: ["/x"], nonceCache: "nonce" } } };\n`,
    );
    writeFileSync(join(cwd, ".env"), "STRIPE_KEY=hunter2\nPORT=x\nno line\n");
    const started = await mega(["start"], { cwd });
    expect(started.exitCode).toBe(1);
    for (const line of [
      ".env:3: the line is no NAME=value",
      ".env:1: `STRIPE_KEY` must have at least 40 characters",
      "mega.config.ts: `nmae` is no key; did you mean `name`?",
      "mega.config.ts: `csrf` belongs to apps/<name>/app.config.ts (each app has its own)",
      'mega.config.ts: `server.port` must be an integer, not "http"',
      "mega.config.ts: `databases.main.file` is the variable `DB_FILE`, which is not set",
      '.env:2: `PORT` must be an integer, not "x" (it is `server.port`)',
      "apps/main/app.config.ts: `databases` belongs to mega.config.ts (it is shared by all apps)",
      "apps/main/app.config.ts: `bodyLimti` is no key; did you mean `bodyLimit`?",
      "apps/main/app.config.ts: `asp.http.nonceCache` must be an alias of `caches` in mega.config.ts; there is none",
    ])
      expect(started.stderr).toContain(line);
    expect(started.stdout + started.stderr).not.toContain("hunter2");
  },
);
