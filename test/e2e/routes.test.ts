import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

import { emptyFolder, mega } from "./support.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const FILES: Readonly<Record<string, string>> = {
  "package.json": '{ "name": "shop", "type": "module" }',
  "mega.config.ts": 'export default { name: "shop" };',
  "apps/main/app.config.ts":
    'import type { AppConfig } from "mega-framework";\n\nexport default { csrf: {} } satisfies AppConfig;',
  "apps/main/middleware/auth.ts": `import { defineMiddleware, MegaUnauthorizedError, type Middleware } from "mega-framework";

export const requireUser = defineMiddleware(function requireUser(req) {
  if (req.headers.authorization === undefined) throw new MegaUnauthorizedError();
});

/** A middleware made by a function: its place is here, not where it is used. */
export function requireRole(role: string): Middleware {
  return (req) => {
    if (req.headers["x-role"] !== role) throw new MegaUnauthorizedError();
  };
}
`,
  "apps/main/routes/orders.ts": `import { defineRoutes, Type } from "mega-framework";

import { requireRole, requireUser } from "../middleware/auth.ts";

const Order = Type.Object({ id: Type.Integer(), state: Type.Union([Type.Literal("open"), Type.Literal("paid")]) });

export default defineRoutes("/orders", { before: [requireUser] }, (route) => {
  route.get("/:id", { params: Type.Object({ id: Type.Integer() }), response: Order, summary: "one order" }, show);
  route.put(
    "/:id",
    {
      params: Type.Object({ id: Type.Integer() }),
      body: Type.Object({ state: Type.String(), note: Type.Optional(Type.String()) }),
      before: [requireRole("clerk")],
      transform: [stamp],
      after: [audit.bind(null)],
      timeoutMs: 2000,
      bodyLimit: 1024,
    },
    () => ({ id: 1, state: "open" as const }),
  );
});

function show() {
  return { id: 1, state: "open" as const };
}

async function stamp(value: unknown) {
  return { ...(value as object), stamped: true };
}

function audit() {}
`,
};

function shop(): ReturnType<typeof emptyFolder> {
  const folder = emptyFolder();
  for (const [file, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder.path, file)), { recursive: true });
    writeFileSync(join(folder.path, file), text);
  }
  mkdirSync(join(folder.path, "node_modules"));
  symlinkSync(root, join(folder.path, "node_modules/mega-framework"));
  return folder;
}

/** Lines with their columns one space apart. */
function lines(text: string): readonly string[] {
  return text
    .trim()
    .split("\n")
    .map((line) => line.trim().replace(/ {2,}/g, " | "));
}

test("mega routes lists, explains and looks for what is near, with the files and lines of the project", async () => {
  using folder = shop();
  const cwd = folder.path;
  const list = await mega(["routes"], { cwd });
  expect([list.stderr, lines(list.stdout)]).toEqual([
    "",
    [
      "METHOD | PATH | FILE",
      "GET | /orders/:id | apps/main/routes/orders.ts",
      "PUT | /orders/:id | apps/main/routes/orders.ts",
    ],
  ]);

  const all = lines((await mega(["routes", "--all"], { cwd })).stdout);
  expect(all).toEqual([
    "METHOD | PATH | FILE",
    "GET | /orders/:id | apps/main/routes/orders.ts",
    "PUT | /orders/:id | apps/main/routes/orders.ts",
    "GET | /health/live | mega",
    "GET | /health/ready | mega",
    "GET | /openapi.json | mega",
    "GET | /docs/style.css | mega",
    "GET | /docs | mega",
  ]);
  const health = await mega(["routes", "GET", "/health/live"], { cwd });
  expect([health.exitCode, lines(health.stdout)]).toEqual([
    0,
    expect.arrayContaining(["GET /health/live", "onRequest | security headers | mega", "from | mega"]),
  ]);

  const verbose = lines((await mega(["routes", "--verbose"], { cwd })).stdout);
  expect(verbose).toEqual(
    expect.arrayContaining(["GET /orders/:id", "PUT /orders/:id", "handler | show | apps/main/routes/orders.ts:24"]),
  );

  const explained = await mega(["routes", "put", "/orders/7/?x=1"], { cwd });
  expect(explained.exitCode).toBe(0);
  const at = (stage: string): string | undefined =>
    lines(explained.stdout).find((line) => line.startsWith(`${stage} |`));
  expect(lines(explained.stdout)[0]).toBe("PUT /orders/:id");
  expect(lines(explained.stdout)).toEqual(
    expect.arrayContaining([
      "onRequest | time limit 2000 ms | mega",
      "onRequest | CSRF origin | mega",
      "preValidation | CSRF token | mega",
      "validation | params, body | mega",
      "before | requireUser | apps/main/middleware/auth.ts:3",
      "before | anonymous | apps/main/middleware/auth.ts:9",
      "handler | anonymous | apps/main/routes/orders.ts:20",
      "transform | stamp | apps/main/routes/orders.ts:28",
      "envelope | envelope | mega",
      "after | bound audit | apps/main/routes/orders.ts:32",
      ":id | 7",
      "body | { state: string, note?: string }",
      "limits | 2000 ms, a body of 1024 bytes",
    ]),
  );
  expect(at("handler")).toBe("handler | anonymous | apps/main/routes/orders.ts:20");

  const both = JSON.parse((await mega(["routes", "/orders/7", "--json"], { cwd })).stdout) as {
    data: { matches: { method: string; summary?: string; params: object; schemas: object; stages: object[] }[] };
  };
  expect(both.data.matches.map(({ method }) => method)).toEqual(["GET", "PUT"]);
  expect(both.data.matches[0]).toMatchObject({
    summary: "one order",
    params: { id: "7" },
    schemas: { params: "{ id: integer }", "response 2xx": '{ id: integer, state: "open" | "paid" }' },
  });

  const missing = await mega(["routes", "DELETE", "/oders/7"], { cwd });
  expect([missing.exitCode, missing.stdout, lines(missing.stderr)]).toEqual([
    1,
    "",
    ["error: no route answers DELETE /oders/7", "hint: the nearest: GET /orders/:id, PUT /orders/:id"],
  ]);
  const elsewhere = await mega(["routes", "--app", "shp"], { cwd });
  expect([elsewhere.exitCode, elsewhere.stderr]).toEqual([2, expect.stringContaining('no app "shp"')]);
});
