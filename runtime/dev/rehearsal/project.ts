import { fileURLToPath } from "node:url";

import { env } from "../../config/env-ref.ts";
import { defineAppConfig, defineConfig } from "../../config/settings.ts";
import { MegaService } from "../../core/services/mega-service.ts";
import { defineMigration } from "../../db/define-migration.ts";
import { defineRoutes } from "../../http/routes/define-routes.ts";
import type { Manifest, ManifestFile } from "../../manifest.ts";
import { field } from "../../model/field.ts";
import { fillForm } from "../../model/fill-form.ts";
import { defineModel } from "../../model/model.ts";
import { paginate } from "../../model/paginate.ts";

const Note = defineModel("notes", {
  title: field.string({ max: 80 }),
  body: field.text({ optional: true }),
  done: field.boolean({ default: false }),
});

const AT = "2026-01-01T00:00:00.000Z";
const NOTE = { id: 1, title: "Note", body: null, done: false, version: 1, createdAt: AT, updatedAt: AT };

class Notes extends MegaService {
  list(query: object): Promise<unknown> {
    return paginate(this.db.selectFrom("notes" as never), Note, query);
  }
}

// A project's own types would know its tables and services.
const api = defineRoutes("/api/notes", (route) => {
  route.get("/", { query: Note.list, response: Note.page }, (req, _reply, ctx) => {
    const { notes } = ctx.services as unknown as { readonly notes: Notes };
    return notes.list(req.query) as Promise<never>;
  });
  route.get("/:id", { params: Note.key, response: Note.row }, () => NOTE);
  route.post("/", { body: Note.create, response: { 201: Note.row } }, () => NOTE);
});

const pages = defineRoutes("/notes", (route) => {
  route.get("/new", (_req, reply) => reply.view("notes/new", { form: fillForm(Note) }));
});

const migration = defineMigration({
  up: (schema) =>
    schema.create("notes", (table) => {
      table.id();
      table.string("title", { max: 80 });
      table.text("body", { optional: true });
      table.boolean("done", { default: false });
      table.version();
      table.timestamps();
    }),
  down: (schema) => schema.drop("notes"),
});

/** As `mega new` writes it. */
const CONFIG = {
  name: "rehearsal",
  secret: env("APP_SECRET"),
  logger: { level: "info" },
  watch: { graceMs: 5_000 },
} as const;

const MAIN = { driver: "sqlite", file: ":memory:" } as const;

/** Any folder does: none of its files is asked for. */
const PUBLIC = fileURLToPath(new URL(".", import.meta.url));

/** The environment that it is booted in. */
export const REHEARSAL_ENV = { PORT: "3000", HOST: "127.0.0.1", APP_SECRET: "said by a process that serves nobody" };

export interface RehearsalOptions {
  /** Whether the packages for a database are there. */
  readonly hasDatabase: boolean;
  /** Its modules can be had only as long as that: a start that nobody waits for any more ends at the next one. */
  readonly goesOn: () => boolean;
}

/** A small project that has a piece of every kind, in memory. */
export function rehearsalProject({ hasDatabase, goesOn }: RehearsalOptions): Manifest {
  const file = (path: string, value: unknown): ManifestFile => ({
    file: path,
    load: async () => {
      if (goesOn()) return { default: value };
      throw new Error("the rehearsal is over");
    },
  });
  const config = hasDatabase ? defineConfig({ ...CONFIG, databases: { main: MAIN } }) : defineConfig(CONFIG);
  return {
    config: file("mega.config.ts", config),
    apps: [
      {
        name: "main",
        config: file("apps/main/app.config.ts", defineAppConfig({ locales: { default: "en" }, bodyLimit: 65_536 })),
        routes: [file("apps/main/routes/api.ts", api), file("apps/main/routes/notes.ts", pages)],
        services: [file("apps/main/services/notes.ts", Notes)],
        locales: {
          en: { notes: { new: "New note", many: "{count, plural, one {# note} other {# notes}}" } },
          ko: { notes: { new: "새 메모", many: "메모 {count}개" } },
        },
        views: {
          layout: view("layout", "<!doctype html><title>{{title}}</title>{{{body}}}"),
          "notes/new": view("notes/new", '<h1>{{t "notes.new"}}</h1>{{#each form.fields}}<p>{{label}}</p>{{/each}}'),
        },
        publicDir: PUBLIC,
      },
    ],
    migrations: [file("db/migrations/20260101000000-create-notes.ts", migration)],
    seeds: [],
  };
}

/** What is asked of it, and the status that says that it worked. */
export const REHEARSAL_REQUESTS: readonly RehearsalRequest[] = [
  { url: "/api/notes", needsDatabase: true, status: 200 },
  { url: "/api/notes/1", needsDatabase: false, status: 200 },
  { url: "/api/notes/x", needsDatabase: false, status: 422 },
  { url: "/notes/new", needsDatabase: false, status: 200 },
  { url: "/nowhere", needsDatabase: false, status: 404 },
];

export interface RehearsalRequest {
  readonly url: string;
  readonly needsDatabase: boolean;
  readonly status: number;
}

function view(name: string, text: string): { readonly file: string; readonly text: string } {
  return { file: `apps/main/views/${name}.hbs`, text };
}
