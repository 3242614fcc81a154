import type { MegaRuntime } from "../boot.ts";
import type { Provenance } from "../config/provenance.ts";
import { MegaError } from "../core/errors/errors.ts";
import type { PlaceOf } from "../core/pipeline.ts";
import type { MegaDbAdapter } from "../core/ports.ts";
import { makeMigrator } from "../db/migrator.ts";
import { runSeeds } from "../db/run-seeds.ts";
import type { Manifest } from "../manifest.ts";
import { openFunctionPlaces } from "./function-places.ts";
import type { RouteInfo, TaskArgs, TaskName, TaskResults } from "./messages.ts";
import { noteMigrations } from "./note-migrations.ts";
import { searchRoutes } from "./route-search.ts";
import { schemaText } from "./schema-text.ts";

/** What a task works on. */
export interface TaskInput {
  readonly runtime: MegaRuntime;
  readonly manifest: Manifest;
  /** Absolute path of the project. */
  readonly root: string;
  readonly args: TaskArgs;
  /** Tells of a seed that has run. */
  readonly tell: (seed: string) => void;
}

type RoutesInput = Pick<TaskInput, "runtime" | "root" | "args">;

/** Work on the config alone, whatever state the databases are in. */
interface ConfigTask<Name extends TaskName> {
  readonly needs: "config";
  readonly run: (provenance: Provenance, args: TaskArgs) => TaskResults[Name];
}

export interface RuntimeTask<Name extends TaskName = TaskName> {
  /** The config and databases alone, or the app's routes and services as well. */
  readonly needs: "databases" | "code";
  readonly run: (input: TaskInput) => Promise<TaskResults[Name]>;
}

type Task<Name extends TaskName> = ConfigTask<Name> | RuntimeTask<Name>;

/** One-shot work on a project, by name. */
export const tasks: { readonly [Name in TaskName]: Task<Name> } = {
  routes: {
    needs: "code",
    run: async (input) =>
      input.args.places === true ? withPlaces(input, input.args) : describeRoutes(input, input.args),
  },
  "routes.find": {
    needs: "code",
    run: async (input) => {
      const { method, path } = input.args;
      const query = { method: method === undefined ? undefined : String(method), path: String(path) };
      return searchRoutes(withPlaces(input, { all: true }), query);
    },
  },
  info: {
    needs: "databases",
    run: async ({ runtime: { config, databases } }) => ({
      name: config.name,
      apps: Object.keys(config.apps),
      databases: Object.fromEntries(Object.entries(databases).map(([alias, { driver }]) => [alias, driver])),
    }),
  },
  openapi: {
    needs: "code",
    run: async ({ runtime, args }) => {
      const app = runtime.apps.find(({ name }) => name === args.app);
      if (app === undefined) {
        throw new MegaError("app_unknown", { app: String(args.app), apps: runtime.apps.map(({ name }) => name) });
      }
      return { app: app.name, document: await app.openapi() };
    },
  },
  config: {
    needs: "config",
    run: (provenance, { app }) => ({ values: provenance.values(textOf(app)) }),
  },
  "config.explain": {
    needs: "config",
    run: (provenance, args) => {
      const key = textOf(args.key) ?? "";
      const explanations = provenance.explain(key, textOf(args.app));
      return { isKey: provenance.knows(key), near: provenance.near(key) ?? null, explanations };
    },
  },
  "db.migrate": {
    needs: "databases",
    run: async ({ runtime, manifest, root }) => {
      const [database, adapter] = mainDatabase(runtime);
      noteMigrations(root, manifest.migrations);
      return { database, applied: await makeMigrator(adapter, manifest.migrations).migrate() };
    },
  },
  "db.rollback": {
    needs: "databases",
    run: async ({ runtime, manifest, args }) => {
      const [database, adapter] = mainDatabase(runtime);
      const steps = typeof args.step === "number" ? args.step : 1;
      return { database, reverted: await makeMigrator(adapter, manifest.migrations).rollback(steps) };
    },
  },
  "db.status": {
    needs: "databases",
    run: async ({ runtime, manifest }) => {
      const [database, adapter] = mainDatabase(runtime);
      return { database, migrations: await makeMigrator(adapter, manifest.migrations).status() };
    },
  },
  "db.seed": {
    needs: "databases",
    run: async ({ runtime, manifest, tell }) => {
      const [database, { kysely }] = mainDatabase(runtime);
      const seeds: string[] = [];
      for (const file of manifest.seeds) {
        const done = await runSeeds(kysely, [file]);
        seeds.push(...done);
        done.forEach(tell);
      }
      return { database, seeds };
    },
  },
};

/** The routes, each stage of the project with the place where it was written. */
export function withPlaces(input: RoutesInput, { all }: TaskArgs): readonly RouteInfo[] {
  const places = openFunctionPlaces(input.root);
  try {
    return describeRoutes(input, { all }, places.placeOf);
  } finally {
    places.close();
  }
}

function describeRoutes(
  { runtime, args: { app } }: RoutesInput,
  { all }: TaskArgs,
  placeOf?: PlaceOf,
): readonly RouteInfo[] {
  const apps = runtime.apps.filter(({ name }) => app === undefined || name === app);
  return apps.flatMap((one) =>
    [...one.routes(placeOf), ...(all === true ? one.otherRoutes() : [])].map((route) => {
      const texts = Object.entries(route.schemas).map(([part, schema]) => [part, schemaText(schema)] as const);
      return Object.assign({}, route, { schemas: Object.fromEntries(texts) });
    }),
  );
}

function textOf(arg: TaskArgs[string]): string | undefined {
  return typeof arg === "string" ? arg : undefined;
}

/** Databases that live in the project itself, so that nobody else is asked before their tables change. */
const EMBEDDED = new Set(["sqlite"]);

/** Applies what is pending and written to the project's embedded database, if it has one; gives the names of that. */
export async function migrateEmbedded(
  runtime: MegaRuntime,
  { manifest: { migrations }, root }: Pick<TaskInput, "manifest" | "root">,
): Promise<readonly string[]> {
  if (migrations.length === 0 || Object.keys(runtime.databases).length === 0) return [];
  const [, adapter] = mainDatabase(runtime);
  if (!EMBEDDED.has(adapter.driver)) return [];
  noteMigrations(root, migrations);
  return makeMigrator(adapter, migrations).migrateWritten();
}

/** The database that migrations and seeds are for: `main`, else the only one. */
function mainDatabase({ databases }: MegaRuntime): readonly [alias: string, adapter: MegaDbAdapter] {
  const found = Object.entries(databases);
  const main = found.find(([alias]) => alias === "main") ?? (found.length === 1 ? found[0] : undefined);
  if (main === undefined)
    throw new MegaError("alias_missing", { kind: "databases", alias: "main", known: Object.keys(databases) });
  return main;
}
