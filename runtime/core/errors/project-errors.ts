import type { SourcePlace } from "../stack-place.ts";
import type { ErrorEntry } from "./error-entry.ts";

/** Mistakes of several files at once; each line names its file. */
interface Mistakes {
  mistakes: readonly string[];
}

export interface ProjectErrorParams {
  config_invalid: Mistakes;
  routes_invalid: Mistakes;
  services_invalid: Mistakes;
  app_missing: { root: string };
  app_unknown: { app: string; apps: readonly string[] };
  apps_invalid: { failures: readonly string[] };
  driver_missing: { driver: string; package: string; alias: string };
  driver_unusable: { package: string; alias: string; reason: string };
  database_unreachable: { alias: string; reason: string };
  port_taken: { port: number | string };
  listen_failed: { address: string; reason: string };
  alias_missing: { kind: string; alias: string; near?: string | undefined; known: readonly string[] };
  service_missing: { name: string; file: string; near?: string | undefined; known: readonly string[] };
  service_cycle: { path: readonly string[] };
  view_missing: { file: string; near?: string | undefined };
  view_failed: { file: string; reason: string };
  view_invalid: { at: SourcePlace; reason: string };
  message_invalid: Mistakes;
}

/** The part of the error table that is about a project's own files and config. */
export const PROJECT_ERRORS: { readonly [Code in keyof ProjectErrorParams]: ErrorEntry<ProjectErrorParams[Code]> } = {
  config_invalid: { status: 500, message: (p) => all("The config cannot be used", p) },
  routes_invalid: { status: 500, message: (p) => all("The routes cannot be mounted", p) },
  services_invalid: { status: 500, message: (p) => all("The services cannot be used", p) },
  app_missing: {
    status: 500,
    message: (p) => `${p.root} has no app.`,
    hint: () => "Create apps/main/app.config.ts with `export default defineAppConfig({})`.",
  },
  app_unknown: {
    status: 500,
    message: (p) => `There is no app \`${p.app}\`${nearOrKnown({ known: p.apps })}`,
    hint: (p) => `Create apps/${p.app}/app.config.ts with \`export default defineAppConfig({})\`.`,
  },
  apps_invalid: {
    status: 500,
    message: (p) => [`${p.failures.length} apps cannot start:`, ...p.failures].join("\n"),
  },
  driver_missing: {
    status: 500,
    message: (p) =>
      `The database \`${p.alias}\` has the driver ${p.driver}, whose package ${p.package} is not installed.`,
    hint: (p) => `Run \`npm install ${p.package}\`.`,
  },
  driver_unusable: {
    status: 500,
    message: (p) => `The package ${p.package} of the database \`${p.alias}\` cannot be loaded: ${p.reason}`,
    hint: (p) => `It is built for one version of Node: run \`npm rebuild ${p.package}\`, or install it again.`,
  },
  database_unreachable: {
    status: 503,
    message: (p) => `The database \`${p.alias}\` cannot be opened: ${p.reason}`,
    hint: (p) => `See \`databases.${p.alias}\` in mega.config.ts.`,
  },
  port_taken: {
    status: 500,
    message: (p) => `Port ${p.port} is taken by another process.`,
    hint: () => "End that process, or choose another port: `--port 3001`, or `--port 0` for any free one.",
  },
  listen_failed: { status: 500, message: (p) => `Cannot listen on ${p.address}: ${p.reason}` },
  alias_missing: {
    status: 500,
    message: (p) => `There is no \`${p.alias}\` in \`${p.kind}\`${nearOrKnown(p)}`,
    hint: (p) => `Add \`${p.kind}.${p.alias}\` to mega.config.ts.`,
  },
  service_missing: {
    status: 500,
    message: (p) => `There is no service \`${p.name}\`${nearOrKnown(p)}`,
    hint: (p) => `Create ${p.file} with a class that extends MegaService as its default export.`,
  },
  service_cycle: {
    status: 500,
    message: (p) => `Services need each other while they are built: ${p.path.join(" → ")}.`,
    hint: () => "Use the other service inside a method instead of the constructor.",
  },
  view_missing: {
    status: 500,
    message: (p) => `There is no view ${p.file}${p.near === undefined ? "." : `; did you mean "${p.near}"?`}`,
    hint: (p) => `Create ${p.file}.`,
  },
  view_failed: { status: 500, message: (p) => `${p.file} cannot be rendered: ${p.reason}` },
  view_invalid: { status: 500, message: ({ at, reason }) => `${at.file}:${at.line}:${at.column}: ${reason}` },
  message_invalid: { status: 500, message: (p) => all("The texts cannot be used", p) },
};

function all(what: string, { mistakes }: Mistakes): string {
  return [`${what}:`, ...mistakes.map((line) => `  ${line}`)].join("\n");
}

function nearOrKnown({
  near,
  known,
}: {
  readonly near?: string | undefined;
  readonly known: readonly string[];
}): string {
  if (near !== undefined) return `; did you mean \`${near}\`?`;
  return known.length === 0 ? "; there is none yet." : `; there is ${known.map((name) => `\`${name}\``).join(", ")}.`;
}
