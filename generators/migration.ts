import { GeneratorError } from "./core/errors.ts";
import type { Field } from "./core/field.ts";
import { parseFields } from "./core/fields.ts";
import type { GeneratorPlan, PlanInput } from "./core/generator.ts";
import { parseEntityName, readEntityName, type EntityName } from "./core/names.ts";
import { nearest } from "./core/nearest.ts";
import { parseFlatName } from "./core/piece-name.ts";
import type { ProjectFacts } from "./core/plan.ts";
import { partsOf } from "./core/words.ts";
import { checkTable } from "./core/taken.ts";
import { renderMigration, type MigrationContent } from "./migration/render.ts";
import { modelLine } from "./model/field-code.ts";

export interface MigrationArgs {
  readonly name: string;
  readonly fields: readonly string[];
}

/**
 * Plans a migration, by what its name says: `create-<table>`, `add-<…>-to-<table>`, `remove-<…>-from-<table>`; else one
 * that its reader writes. Throws a GeneratorError: `name_refused`, `fields_refused`, `name_taken`, `table_missing`.
 */
export function planMigration({ args, facts, render }: PlanInput<MigrationArgs, unknown>): GeneratorPlan {
  const content = contentOf(args, facts);
  const operations = renderMigration(content, facts, render);
  return { operations, advice: { next: ["npx mega db migrate"], ...modelAdvice(content, facts) } };
}

function contentOf(args: MigrationArgs, facts: ProjectFacts): MigrationContent {
  parseFlatName(args.name);
  // As typed: glued to words of an identifier, `add-code-to-a-rows` would speak of another table.
  const slug = partsOf(args.name).join("-");
  const { kind, table } = readSlug(slug);
  const empty = { kind: "empty", slug, table: "", fields: [] } as const;
  if (kind === "create") return { kind, slug, table: table.table, fields: newFields(args.fields, table, facts) };
  if (args.fields.length === 0) return empty;
  if (kind === "empty") {
    const message =
      "the name does not say what becomes of them: add-<fields>-to-<table>, or remove-<fields>-from-<table>";
    throw refused([{ where: "fields", message }]);
  }
  checkKnown(table.table, facts);
  const fields = parseFields(args.fields, { entity: table, facts });
  return { kind, slug, table: table.table, fields: addable(fields) };
}

function newFields(words: readonly string[], entity: EntityName, facts: ProjectFacts): readonly Field[] {
  checkTable(entity.table, `apps/${facts.app}/models/${entity.file}.ts`, facts);
  return words.length === 0 ? [] : parseFields(words, { entity, facts });
}

type SlugReading =
  | { readonly kind: "create" | "add" | "remove"; readonly table: EntityName }
  | { readonly kind: "empty"; readonly table?: undefined };

/** `add-subtitle-to-posts`: the last `to` counts, since a column may hold the word too. */
function readSlug(slug: string): SlugReading {
  const created = /^create-(.+)$/.exec(slug)?.[1];
  if (created !== undefined) return { kind: "create", table: parseEntityName(created) };
  const added = /^add-.+-to-(.+)$/.exec(slug)?.[1];
  if (added !== undefined) return { kind: "add", table: parseEntityName(added) };
  const removed = /^remove-.+-from-(.+)$/.exec(slug)?.[1];
  return removed === undefined ? { kind: "empty" } : { kind: "remove", table: parseEntityName(removed) };
}

function checkKnown(table: string, { models, files }: ProjectFacts): void {
  const created = [...files].flatMap((file) => /^db\/migrations\/\d{14}-create-(.+)\.ts$/.exec(file)?.[1] ?? []);
  const tables = new Set([...models.values()].map((model) => model.table));
  for (const name of created.map(readEntityName)) if (!(name instanceof GeneratorError)) tables.add(name.table);
  if (!tables.has(table)) throw new GeneratorError("table_missing", { table, near: nearest(table, tables) });
}

/** Rows that are there have no value of a new column, unless it has a default: then all have the same. */
function addable(fields: readonly Field[]): readonly Field[] {
  const twice = fields.filter((field) => field.unique && field.default !== undefined);
  if (twice.length > 0) {
    const message = "all rows that are there would have its default, so it cannot be unique";
    throw refused(twice.map(({ name }) => ({ where: name, message })));
  }
  return fields.map((field) => (field.default === undefined ? { ...field, optional: true } : field));
}

function refused(details: readonly { readonly where: string; readonly message: string }[]): GeneratorError {
  return new GeneratorError("fields_refused", { count: details.length }, { details });
}

function modelAdvice(
  { kind, table, fields }: MigrationContent,
  { models }: ProjectFacts,
): { readonly finally?: string } {
  const [file] = [...models].find(([, model]) => model.table === table) ?? [];
  if (file === undefined) return {};
  if (kind === "add")
    return { finally: [`Then add to ${file}:`, ...fields.map((field) => modelLine(field))].join("\n") };
  return kind === "remove" ? { finally: `Then remove the fields from ${file}.` } : {};
}
