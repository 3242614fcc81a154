/**
 * The interfaces a project augments, one declaration in each file that defines a thing:
 * `declare module "mega-framework" { interface Tables { posts: typeof Post } }`.
 * They are empty here; their merged members type `ctx.services`, `ctx.db` and Kysely's table names.
 */

/** Table name in code (camelCase) → the model made by `defineModel`. */
// oxlint-disable-next-line typescript/no-empty-object-type
export interface Tables {}

/** Service name (camelCase of the file's path below `services/`) → its class' instance type. */
// oxlint-disable-next-line typescript/no-empty-object-type
export interface Services {}
