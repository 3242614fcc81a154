import { call, literal, print } from "../core/code.ts";
import type { Field } from "../core/field.ts";
import { keepMigrationPath, migrationStamp } from "../core/migration-file.ts";
import type { CreateOperation, ProjectFacts } from "../core/plan.ts";
import type { Render } from "../core/render.ts";
import { migrationLine } from "../model/field-code.ts";

/** What a migration does to a table. `empty`: its reader writes it. */
export interface MigrationContent {
  readonly kind: "create" | "add" | "remove" | "empty";
  /** The name of its file after the time: `create-posts`. */
  readonly slug: string;
  /** In code; of an empty one it says nothing. */
  readonly table: string;
  readonly fields: readonly Field[];
}

/** Renders the one file of a migration. One with the same slug that is there keeps its time. */
export function renderMigration(
  { kind, slug, table, fields }: MigrationContent,
  facts: ProjectFacts,
  render: Render,
): readonly CreateOperation[] {
  const variables = {
    stamp: migrationStamp(facts),
    slug,
    table,
    lines: fields.map(migrationLine),
    removal: removalOf(table, fields),
    create: kind === "create",
    add: kind === "add",
    remove: kind === "remove",
    empty: kind === "empty",
  };
  return render("migration", variables).map((file) => keepMigrationPath(file, facts));
}

/** What stands behind `down: (schema) =>`: on its line while it fits there. */
function removalOf(table: string, fields: readonly Field[]): string {
  const columns = fields.map(({ column }) => column);
  const code = call("schema.remove", [literal(table), literal(columns)]);
  const flat = print(code, { indent: 2, column: "  down: (schema) => ".length });
  return flat.includes("\n") ? `\n    ${print(code, { indent: 4, column: 4 })}` : ` ${flat}`;
}
