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

/** What mega.config.ts says of itself: `interface Config extends ConfigOf<typeof config> {}`. Without it any alias goes. */
// oxlint-disable-next-line typescript/no-empty-object-type
export interface Config {}

/** App → its texts: `interface Locales { main: typeof import("./locales/server/en.json") }`. Without it any key goes. */
// oxlint-disable-next-line typescript/no-empty-object-type
export interface Locales {}

/** The aliases of a key of mega.config.ts; `string` when the project does not declare its config. */
export type Aliases<Key extends "databases" | "caches"> = Config extends {
  readonly [K in Key]: infer Alias extends string;
}
  ? Alias
  : string;

/** `ctx.config.env`: the variables that mega.config.ts declares. */
export type EnvValues = Config extends { readonly env: infer Env } ? Env : Readonly<Record<string, unknown>>;

/** The keys of an app's texts, of any app of the project: `post.created`. */
export type MessageKey = [keyof Locales] extends [never] ? string : KeysOfApps<Locales[keyof Locales]>;

/** Distributes over the apps. JSON that is imported as a module has its value in `default`. */
type KeysOfApps<Texts> = Texts extends { readonly default: infer Value } ? KeysOf<Value> : KeysOf<Texts>;

type KeysOf<Texts> = {
  [Name in keyof Texts & string]: Texts[Name] extends string ? Name : `${Name}.${KeysOf<Texts[Name]>}`;
}[keyof Texts & string];

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
