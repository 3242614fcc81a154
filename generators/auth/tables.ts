import { GeneratorError } from "../core/errors.ts";
import type { ProjectFacts } from "../core/plan.ts";

/** The tables of accounts, and the files of their models below `models/`. */
export const ACCOUNT_TABLES = {
  users: "user",
  passwordResets: "password-reset",
  signInAttempts: "sign-in-attempt",
} as const;

/** A table of the accounts stays theirs. Throws a GeneratorError `name_taken`. */
export function checkNotAccounts(table: string, { models, files }: Pick<ProjectFacts, "models" | "files">): void {
  if (!Object.hasOwn(ACCOUNT_TABLES, table)) return;
  const [file = ""] = [...models].find(([, model]) => model.table === table) ?? [];
  const [, app] = file.split("/");
  if (!files.has(`apps/${app}/services/accounts.ts`)) return;
  const what = `the table ${table} belongs to the accounts of \`mega generate auth\`: its name`;
  throw new GeneratorError("name_taken", { what, file });
}
