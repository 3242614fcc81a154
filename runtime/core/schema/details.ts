import type { ValidationDetail } from "../errors/error-entry.ts";
import type { Language, TranslateArgs } from "../i18n/i18n.ts";
import { EN } from "../i18n/words/en.ts";
import type { RuleName, RuleParams } from "../i18n/words/words.ts";

/** Where a mistake is, which rule it breaks, and what the rule says of itself. */
export interface DetailSource {
  /** JSON pointer into the input; empty for the input as a whole. */
  readonly path: string;
  readonly rule: string;
  readonly params?: Readonly<Record<string, unknown>>;
  /** The schema that was broken. */
  readonly schema?: Readonly<Record<string, unknown>> | undefined;
  /** What is said of a rule that has no words: `must be …`. */
  readonly otherwise?: string | undefined;
  /** The rule whose words are used, where another name is told to clients. */
  readonly words?: RuleName;
}

/** A mistake in English that `sayDetail` can say in other languages. */
export function makeDetail(source: DetailSource): ValidationDetail {
  const { path, rule, params = {} } = source;
  const detail = { path, rule, message: sayWith(source, EN), params };
  sources.set(detail, source);
  return detail;
}

/** A mistake in a language of the app. One that a project made itself stays as it is. */
export function sayDetail(detail: ValidationDetail, language: Language): ValidationDetail {
  const source = sources.get(detail);
  if (source === undefined) return detail;
  const own = language.find(`mega.rules.${detail.rule}`, argsOf(source));
  return { ...detail, message: own ?? sayWith(source, language.words) };
}

/** What is wrong with a value, without its name: for what stands below the input itself. */
export function sayShort(detail: ValidationDetail, language: Language): string {
  const source = sources.get(detail);
  if (source === undefined) return detail.message;
  const own = language.find(`mega.rules.${detail.rule}`, argsOf(source));
  return own ?? whatIsWrong(source, language.words);
}

/** By the very object that was made: what says the same by chance is a project's. */
const sources = new WeakMap<object, DetailSource>();

/** The part of the words that mistakes are said in. */
type Sayer = Pick<Language["words"], "rules" | "about">;

function sayWith(source: DetailSource, words: Sayer): string {
  return words.about(nameOf(source.path), whatIsWrong(source, words));
}

/** What is wrong with a value, to follow its name. */
export function whatIsWrong(
  { rule, params = {}, schema, otherwise, words: name }: DetailSource,
  { rules }: Sayer,
): string {
  const say = (rules as Partial<Sayer["rules"]>)[(name ?? rule) as RuleName];
  // Each rule reads what its own keyword fills in.
  return say?.(params as unknown as RuleParams, schema ?? {}) ?? otherwise ?? `breaks the rule ${rule}`;
}

function nameOf(path: string): string | null {
  return path === "" ? null : path.slice(1).replaceAll("/", ".");
}

/** For texts of a project: `{name} needs {limit} letters`. */
function argsOf({ path, params = {} }: DetailSource): TranslateArgs {
  return { name: nameOf(path) ?? "", ...textArgs(params) };
}

/** Values that a text can be given; lists are joined, the rest is left out. */
export function textArgs(params: object): TranslateArgs {
  const args = Object.entries(params).flatMap(([name, value]): [string, string | number | boolean][] => {
    if (Array.isArray(value)) return [[name, value.filter(isPlain).join(", ")]];
    return isPlain(value) ? [[name, value]] : [];
  });
  return Object.fromEntries(args);
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
