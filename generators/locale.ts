import { GeneratorError } from "./core/errors.ts";
import type { GeneratorPlan, PlanInput } from "./core/generator.ts";
import { parseTag } from "./core/language-tag.ts";
import type { CreateOperation, ProjectFacts } from "./core/plan.ts";

/**
 * Plans the texts of another language: those of the default one, or of `--from`, to be translated.
 * Throws a GeneratorError: `locale_refused`, `locale_missing`, `locale_broken`, `name_taken`.
 */
export function planLocale({
  args,
  flags,
  facts,
}: PlanInput<{ readonly tag: string }, { readonly from: string | undefined }>): GeneratorPlan {
  const tag = parseTag(args.tag);
  const from = sourceOf(flags.from, facts);
  const path = pathOf(tag, facts);
  const content = facts.locales.length === 0 ? "{}\n" : textsOf(pathOf(from, facts), facts);
  checkNew(tag, content, facts);
  // An app speaks its default language too, so that one is never missing beside another.
  const base = facts.locales.length === 0 && tag !== from ? [create(pathOf(from, facts), "{}\n")] : [];
  return { operations: [...base, create(path, content)], advice: { next: [], finally: `Translate ${path}.` } };
}

function sourceOf(said: string | undefined, facts: ProjectFacts): string {
  const { locales } = facts;
  const standard = defaultOf(facts);
  if (said === undefined) return locales.length === 0 || locales.includes(standard) ? standard : locales[0]!;
  const found = locales.find((locale) => locale.toLowerCase() === said.toLowerCase());
  if (found === undefined) throw new GeneratorError("locale_missing", { locale: said, known: locales });
  return found;
}

/** Reads by pattern, as the config is code: `locales: { default: "en" }`. */
function defaultOf({ app, read }: ProjectFacts): string {
  const config = read(`apps/${app}/app.config.ts`) ?? "";
  return /\blocales:\s*\{[^}]*?\bdefault:\s*["'`]([\w-]+)["'`]/.exec(config)?.[1] ?? "en";
}

/** The file as it stands, so that its order and its groups stay too. */
function textsOf(path: string, { read }: ProjectFacts): string {
  const text = (read(path) ?? "").replace(/^\uFEFF/, "");
  try {
    JSON.parse(text);
    return text;
  } catch (cause) {
    throw new GeneratorError("locale_broken", { file: path, reason: (cause as Error).message }, { cause });
  }
}

/** Texts that are there may be translated already: no second run replaces them. */
function checkNew(tag: string, content: string, facts: ProjectFacts): void {
  const there = facts.locales.find((locale) => locale.toLowerCase() === tag.toLowerCase());
  if (there === undefined) return;
  const file = pathOf(there, facts);
  if (there === tag && facts.read(file) === content) return;
  throw new GeneratorError("name_taken", { what: `the language ${tag}`, file });
}

function pathOf(locale: string, { app }: ProjectFacts): string {
  return `apps/${app}/locales/server/${locale}.json`;
}

function create(path: string, content: string): CreateOperation {
  return { kind: "create", path, content };
}
