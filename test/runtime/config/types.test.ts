import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const repo = fileURLToPath(new URL("../../..", import.meta.url));

const CONFIG = `import { defineConfig, env, Type, type ConfigOf } from "mega-framework";
const config = defineConfig({
  name: "x",
  databases: { main: { driver: "sqlite", file: env("FILE") }, shop: { driver: "sqlite", file: "b" } },
  caches: { rate: { driver: "memory", maxEntries: env("ENTRIES", 5) } },
  env: { WORKERS: Type.Integer(), REGION: Type.Optional(Type.String()) },
  server: { port: env("P"), host: env("H", "localhost") },
  secret: env("APP_SECRET"),
});
export default config;
// @ts-expect-error no such key
defineConfig({ nmae: "x" });
// @ts-expect-error a key of databases is misspelt
defineConfig({ databases: { main: { driver: "sqlite", flie: "b" } } });
// @ts-expect-error no such driver
defineConfig({ caches: { main: { driver: "memroy" } } });
// @ts-expect-error a port is a number
defineConfig({ server: { port: "3000" } });
// @ts-expect-error a port is a number
defineConfig({ server: { port: env("P", "3000") } });
`;

const DECLARED = `declare module "mega-framework" {
  interface Config extends ConfigOf<typeof config> {}
}
`;

const APP = `import { defineAppConfig } from "mega-framework";
export default defineAppConfig({ locales: { default: "en" } });
`;

const LOCALES = `declare module "mega-framework" {
  interface Locales { main: typeof import("./locales/server/en.json"); admin: typeof import("./admin.json") }
}
`;

const DECLARED_USE = `import { defineRoutes, MegaService } from "mega-framework";
export default defineRoutes("/", (route) => {
  route.get("/", async (_req, _reply, ctx) => {
    ctx.db.main.selectNoFrom([]);
    ctx.db.shop.selectNoFrom([]);
    await ctx.cache.rate.get("x");
    const workers: number = ctx.config.env.WORKERS;
    const region: string | undefined = ctx.config.env.REGION;
    // @ts-expect-error it may not be set
    const sure: string = ctx.config.env.REGION;
    // @ts-expect-error no such database
    ctx.db.other;
    // @ts-expect-error no such cache
    ctx.cache.rtae;
    // @ts-expect-error no such variable
    ctx.config.env.NOTHING;
    ctx.t("post.created", { title: "x" });
    ctx.t("flat.key");
    ctx.t("home.lead");
    // @ts-expect-error no such text
    ctx.t("post.craeted");
    ctx.t("post.craeted", {}, "a text that may be missing");
    return [workers, region, sure];
  });
});
export class Posts extends MegaService {
  list() {
    // @ts-expect-error no such database
    void this.ctx.db.other;
    return this.db.selectNoFrom([]);
  }
}
`;

const FREE_USE = `import { defineRoutes } from "mega-framework";
export default defineRoutes("/", (route) => {
  route.get("/", async (_req, _reply, ctx) => {
    ctx.db.main.selectNoFrom([]);
    await ctx.cache["any"]?.get("x");
    const anything: unknown = ctx.config.env["ANY"];
    ctx.t("any.key");
    return anything;
  });
});
`;

function compile(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "mega-types-"));
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  try {
    mkdirSync(join(root, "node_modules/@types"), { recursive: true });
    symlinkSync(repo, join(root, "node_modules/mega-framework"));
    symlinkSync(join(repo, "node_modules/@types/node"), join(root, "node_modules/@types/node"));
    write("package.json", '{ "type": "module" }');
    write(
      "tsconfig.json",
      JSON.stringify({
        extends: "mega-framework/tsconfig.json",
        compilerOptions: { types: ["node"], noUnusedLocals: false },
        exclude: ["node_modules"],
      }),
    );
    for (const [file, text] of Object.entries(files)) write(file, text);
    execFileSync(process.execPath, [join(repo, "node_modules/typescript/bin/tsc"), "--noEmit"], { cwd: root });
    return "";
  } catch (error) {
    return String((error as { stdout?: Buffer }).stdout ?? error);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const texts = {
  "locales/server/en.json": '{ "post": { "created": "Created {title}" }, "flat.key": "x" }',
  "admin.json": '{ "home": { "lead": "x" } }',
};

test("a project that declares its config and texts knows their names", { timeout: 60_000 }, () => {
  const files = { "mega.config.ts": CONFIG + DECLARED, "app.config.ts": APP + LOCALES, "routes.ts": DECLARED_USE };
  expect(compile({ ...files, ...texts })).toBe("");
});

test("one that declares nothing may use any", { timeout: 60_000 }, () => {
  const config = CONFIG.replace(", type ConfigOf", "");
  expect(compile({ "mega.config.ts": config, "app.config.ts": APP, "routes.ts": FREE_USE, ...texts })).toBe("");
});
