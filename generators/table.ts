import { defineGenerator, type Generator } from "./core/generator.ts";

const PIECE_NAME = "its name: health, DailyReport or admin/report";

/** Field arguments say the same everywhere. */
const FIELDS = {
  name: "fields",
  summary: "name:type[:modifier...], such as title:string:max=200",
  variadic: true,
} as const;

/**
 * The generators of single pieces, by the word that calls them. A head is what help needs; what plans is loaded when it
 * is called.
 */
export const generators: Readonly<Record<string, Generator>> = {
  route: defineGenerator({
    summary: "make a route file with its test",
    args: [{ name: "name", summary: PIECE_NAME, ask: "health" }],
    flags: [
      {
        flag: "--method <methods>",
        summary: "get (the default), post, put, patch, delete; several with commas",
      },
      { flag: "--path <path>", summary: "where it answers; made of the name unless said" },
    ],
    aliases: ["controller"],
    examples: ["mega g route health", "mega g route admin/report --method get,post --path /api/reports"],
    plan: async (input) => (await import("./route.ts")).planRoute(input),
  }),
  service: defineGenerator({
    summary: "make a service with its test: `ctx.services.<name>`",
    args: [{ name: "name", summary: PIECE_NAME, ask: "billing" }],
    examples: ["mega g service billing"],
    plan: async (input) => (await import("./service.ts")).planService(input),
  }),
  model: defineGenerator({
    summary: "make a model with its migration, factory and test",
    args: [
      { name: "name", summary: "its name: post, BlogPost or admin/post", ask: "tag" },
      { ...FIELDS, ask: "name:string:unique" },
    ],
    notes: [{ title: "Fields", lines: ["`mega help scaffold crud` tells their types and modifiers"] }],
    examples: ["mega g model tag name:string:unique"],
    plan: async (input) => (await import("./model.ts")).planModel(input),
  }),
  migration: defineGenerator({
    summary: "make a migration; its name says what it does",
    args: [
      { name: "name", summary: "add-<fields>-to-<table>, or another one below", ask: "add-subtitle-to-posts" },
      FIELDS,
    ],
    notes: [
      {
        title: "Names of migrations",
        lines: [
          "add-subtitle-to-posts subtitle:string",
          "remove-subtitle-from-posts subtitle:string",
          "create-tags name:string",
          "any other: up and down are yours to write",
        ],
      },
    ],
    examples: ["mega g migration add-subtitle-to-posts subtitle:string", "mega g migration fill-slugs"],
    plan: async (input) => (await import("./migration.ts")).planMigration(input),
  }),
  middleware: defineGenerator({
    summary: "make a middleware with its test",
    args: [{ name: "name", summary: PIECE_NAME, ask: "require-admin" }],
    examples: ["mega g middleware require-admin"],
    plan: async (input) => (await import("./middleware.ts")).planMiddleware(input),
  }),
  plugin: defineGenerator({
    summary: "make a plugin of Fastify with its test, and list it in the app's config",
    args: [{ name: "name", summary: "its name: request-timer", ask: "request-timer" }],
    examples: ["mega g plugin request-timer"],
    plan: async (input) => (await import("./plugin.ts")).planPlugin(input),
  }),
  test: defineGenerator({
    summary: "make a test that starts the project",
    args: [{ name: "name", summary: PIECE_NAME, ask: "checkout" }],
    examples: ["mega g test checkout"],
    plan: async (input) => (await import("./test.ts")).planTest(input),
  }),
  locale: defineGenerator({
    summary: "make the texts of another language, to be translated",
    args: [{ name: "tag", summary: "its tag: de, pt-BR", ask: "de" }],
    flags: [{ flag: "--from <locale>", summary: "copy the texts of this language (the app's default)" }],
    examples: ["mega g locale de", "mega g locale ja --from ko"],
    plan: async (input) => (await import("./locale.ts")).planLocale(input),
  }),
  generator: defineGenerator({
    summary: "make a generator of the project's own, with a template and a test",
    args: [{ name: "name", summary: "the word that will call it: policy", ask: "policy" }],
    examples: ["mega g generator policy"],
    plan: async (input) => (await import("./generator.ts")).planGenerator(input, generatorWords()),
  }),
  auth: defineGenerator({
    summary: "make accounts: sign-up, sign-in, passwords and their reset, with tests",
    flags: [
      { flag: "--views", summary: "with HTML pages (the default where the app has views)" },
      { flag: "--no-views", summary: "without HTML pages" },
    ],
    examples: ["mega g auth", "mega generate auth --no-views --dry-run"],
    plan: async (input) => (await import("./auth.ts")).planAuth(input),
  }),
};

/** Every word that calls one of them. */
export function generatorWords(): readonly string[] {
  return [...Object.keys(generators), ...Object.values(generators).flatMap(({ aliases = [] }) => aliases)];
}
