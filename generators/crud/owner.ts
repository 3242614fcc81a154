import { GeneratorError } from "../core/errors.ts";
import { collisions } from "../core/field-collisions.ts";
import type { Field } from "../core/field.ts";
import type { EntityName } from "../core/names.ts";
import type { ProjectFacts } from "../core/plan.ts";

/** The field that says whose row it is. */
export function ownerField(owner: EntityName): Field {
  const { variable, label } = owner;
  return {
    name: variable,
    column: `${variable}Id`,
    sqlColumn: `${owner.constant.toLowerCase()}_id`,
    label,
    type: "ref",
    optional: false,
    unique: false,
    index: true,
    redact: false,
    target: owner,
    isOwner: true,
  };
}

/**
 * Whether rows can have this owner: the project has its model and lets only signed-in users in, and no field is called so.
 * Throws a GeneratorError `owner_missing` or `fields_refused`.
 */
export function checkOwner(owner: EntityName, fields: readonly Field[], { app, files }: ProjectFacts): void {
  const needed = [
    `apps/${app}/models/${owner.file}.ts`,
    `apps/${app}/middleware/require-user.ts`,
    `db/factories/${owner.file}.ts`,
  ];
  const missing = needed.filter((file) => !files.has(file));
  if (missing.length > 0) throw new GeneratorError("owner_missing", { owner: owner.file, files: missing });
  const [collision] = collisions([...fields, ownerField(owner)]);
  if (collision === undefined) return;
  const details = [{ where: `--owner ${owner.file}`, message: collision.message }];
  throw new GeneratorError("fields_refused", { count: 1 }, { details });
}

/** A reference to rows that have an owner too: it may lead to those of the same owner only. */
export function refersToOwned(field: Field, entity: EntityName, { models }: ProjectFacts): boolean {
  if (field.target === undefined) return false;
  if (field.target.table === entity.table) return true;
  return [...models.values()].some(({ table, ownerColumn }) => table === field.target?.table && ownerColumn !== null);
}
