import { MegaError } from "../errors/errors.ts";
import { MegaService } from "./mega-service.ts";
import type { ServiceConstructor } from "./services.ts";

/** A file that holds a service as its default export. */
export interface ServiceFile {
  readonly file: string;
  readonly load: () => Promise<unknown>;
}

/**
 * Loads the services of an app: `services/admin/posts.ts` is `adminPosts`.
 * @throws MegaError `services_invalid` with every mistake of every file
 */
export async function loadServices(
  app: string,
  files: readonly ServiceFile[],
): Promise<Readonly<Record<string, ServiceConstructor>>> {
  const classes: Record<string, ServiceConstructor> = {};
  const places = new Map<string, string>();
  const mistakes: string[] = [];
  let cause: unknown;
  for (const { file, load } of files) {
    const name = serviceName(app, file);
    const other = places.get(name);
    if (other !== undefined) mistakes.push(`${file}: \`${name}\` is the service of ${other} already`);
    places.set(name, file);
    try {
      const { default: service } = (await load()) as { readonly default?: unknown };
      if (isServiceClass(service)) classes[name] = service;
      else mistakes.push(`${file}: the default export must be a class that extends MegaService`);
    } catch (error) {
      mistakes.push(`${file}: ${error instanceof Error ? error.message : String(error)}`);
      cause ??= error;
    }
  }
  if (mistakes.length > 0) throw new MegaError("services_invalid", { mistakes }, { cause });
  return classes;
}

/** `apps/main/services/blog-posts.ts` → `blogPosts` */
export function serviceName(app: string, file: string): string {
  const path = file.slice(`apps/${app}/services/`.length).replace(/\.[^.]+$/, "");
  return path.replace(/[-_/]+(.)/g, (_all, letter: string) => letter.toUpperCase());
}

function isServiceClass(value: unknown): value is ServiceConstructor {
  return typeof value === "function" && value.prototype instanceof MegaService;
}
