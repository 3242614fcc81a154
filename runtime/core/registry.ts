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

/** Key of `ctx.session` → the type of its value, which is kept as JSON. */
// oxlint-disable-next-line typescript/no-empty-object-type
export interface SessionData {}

/** `user`: who is signed in, the type of `ctx.user`; its `id` is the type of `ctx.session.userId`. */
// oxlint-disable-next-line typescript/no-empty-object-type
export interface Auth {}

/** `ctx.user`: what `Auth` says, undefined when nobody is signed in. */
export type CurrentUser = Auth extends { user: infer User } ? User | undefined : unknown;

/** What tells users apart. */
export type UserId = Auth extends { user: { id: infer Id extends string | number } } ? Id : string | number;
