import { authLocales } from "./auth/locales.ts";
import { keepMigrationPath, migrationStamp } from "./core/migration-file.ts";
import type { EditOperation, Plan, ProjectFacts } from "./core/plan.ts";
import { renderTemplates } from "./core/render.ts";
import { checkTable } from "./core/taken.ts";

export interface AuthInput {
  /** As typed, for the journal. */
  readonly command: string;
  /** HTML pages as well as the JSON routes. */
  readonly views: boolean;
}

const TABLES = { users: "user", passwordResets: "password-reset", signInAttempts: "sign-in-attempt" } as const;

/**
 * Plans accounts: sign-up, sign-in, sign-out, passwords and their reset, with pages where they are wanted, and turns
 * sessions on in the app's config.
 * Throws a GeneratorError: `name_taken`, `config_broken`, `locale_broken`.
 */
export function authPlan(input: AuthInput, facts: ProjectFacts): Plan {
  const { app } = facts;
  for (const [table, file] of Object.entries(TABLES)) checkTable(table, `apps/${app}/models/${file}.ts`, facts);
  const files = renderTemplates("auth", { app, stamp: migrationStamp(facts), views: input.views });
  return {
    command: input.command,
    operations: [
      ...files.map((file) => keepMigrationPath(file, facts)),
      configEdit(app),
      ...authLocales(facts),
      ...(input.views ? [layoutEdit(app)] : []),
    ],
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
