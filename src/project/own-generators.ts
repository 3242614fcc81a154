import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import type { Generator } from "../../generators/core/generator.ts";
import { CliError } from "../errors.ts";
import { generateWords } from "../generate-words.ts";
import { reasonOf } from "./generator-place.ts";
import { mistakeInGenerator } from "./generator-shape.ts";

/** A generator of the project's own: `generators/policy.ts` is `mega generate policy`. */
export interface OwnGenerator {
  readonly name: string;
  /** From the project's root, with `/`. */
  readonly file: string;
  /** What was declared, or why it cannot be used. */
  readonly loaded: Generator | CliError;
}

/**
 * The generators of a project, sorted by name, those that are broken among them: name, summary, arguments and flags for help
 * and completion. Runs their files, but plans nothing. `wanted`: the one that is called; where there is none of that name, and
 * unless said, all of them.
 */
export async function listOwnGenerators(root: string, wanted?: string): Promise<readonly OwnGenerator[]> {
  const names = ownGeneratorNames(root);
  const called = names.filter((name) => name === wanted);
  return Promise.all(
    (called.length > 0 ? called : names).map(async (name): Promise<OwnGenerator> => {
      const file = `generators/${name}.ts`;
      return { name, file, loaded: await load(root, file, name) };
    }),
  );
}

/** A built-in generator keeps its word. Throws a CliError `generator_name_taken` where the project has one of that name. */
export function checkNotTaken(root: string, words: readonly string[]): void {
  const name = words.find((word) => existsSync(join(root, "generators", `${word}.ts`)));
  if (name !== undefined) throw new CliError("generator_name_taken", { name, file: `generators/${name}.ts` });
}

async function load(root: string, file: string, name: string): Promise<Generator | CliError> {
  if (generateWords().has(name)) return new CliError("generator_name_taken", { name, file });
  try {
    const { bundleGenerator } = await import("./bundle-generator.ts");
    const bundle = await bundleGenerator(root, file);
    const { default: generator } = (await import(pathToFileURL(bundle).href)) as { readonly default?: unknown };
    const mistake = mistakeInGenerator(generator);
    // Just checked.
    return mistake === undefined
      ? (generator as Generator)
      : new CliError("generator_invalid", { file, reason: mistake });
  } catch (cause) {
    if (cause instanceof CliError) return cause;
    if (isFrameworkMissing(cause)) return new CliError("dependencies_missing", { root }, { cause });
    return new CliError("generator_broken", { file, reason: reasonOf(cause, root) }, { cause });
  }
}

function isFrameworkMissing(cause: unknown): boolean {
  return cause instanceof Error && cause.message.startsWith("Cannot find package 'mega-framework");
}

/** The names of the generators of a project, by their files: `policy.ts`, but not `policy.test.ts` or `policy.d.ts`. */
export function ownGeneratorNames(root: string): readonly string[] {
  const folder = join(root, "generators");
  return namesIn(folder)
    .flatMap((name) => /^([a-z][a-z0-9-]*)\.ts$/.exec(name)?.[1] ?? [])
    .sort();
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No folder, or none that can be read: the project has no generators then.
    return [];
  }
}
