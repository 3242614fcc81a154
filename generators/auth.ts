import { authLocales } from "./auth/locales.ts";
import { ACCOUNT_TABLES } from "./auth/tables.ts";
import type { GeneratorPlan, PlanInput } from "./core/generator.ts";
import { keepMigrationPath, migrationStamp } from "./core/migration-file.ts";
import type { EditOperation } from "./core/plan.ts";
import { checkTable } from "./core/taken.ts";

export interface AuthFlags {
  /** HTML pages as well as the JSON routes; where the app has views unless said. */
  readonly views: boolean | undefined;
}

/**
 * Plans accounts: sign-up, sign-in, sign-out, passwords and their reset, with pages where they are wanted, and turns
 * sessions on in the app's config.
 * Throws a GeneratorError: `name_taken`, `config_broken`, `locale_broken`.
 */
export function planAuth({ flags, facts, render }: PlanInput<unknown, AuthFlags>): GeneratorPlan {
  const { app } = facts;
  const { views = facts.hasViews } = flags;
  for (const [table, file] of Object.entries(ACCOUNT_TABLES)) checkTable(table, `apps/${app}/models/${file}.ts`, facts);
  const files = render("auth", { app, stamp: migrationStamp(facts), views });
  return {
    operations: [
      ...files.map((file) => keepMigrationPath(file, facts)),
      configEdit(app),
      ...authLocales(facts),
      ...(views ? [layoutEdit(app)] : []),
    ],
    advice: {
      next: ["npx mega db migrate", "npx mega start --watch"],
      finally: views ? "Then open /sign-up." : "Then POST to /api/account.",
    },
  };
}

function configEdit(app: string): EditOperation {
  const path = `apps/${app}/app.config.ts`;
  const addition = {
    callee: "defineAppConfig",
    imports: [{ name: "loadUser", from: "./middleware/load-user.ts" }],
    keys: { session: '{ store: { driver: "sqlite", file: "data/sessions.db" } }' },
    members: { before: "loadUser" },
  };
  return { kind: "edit", path, edit: { do: "addToConfig", addition } };
}

/** The links to sign in and out, at the end of the layout's navigation. */
function layoutEdit(app: string): EditOperation {
  const insertion = { line: "{{> account/nav}}", before: "</nav>", unless: "account/nav" };
  return { kind: "edit", path: `apps/${app}/views/layout.hbs`, edit: { do: "insertLine", insertion } };
}
