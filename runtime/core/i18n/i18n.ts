import { MegaError } from "../errors/errors.ts";
import type { MessageKey } from "../registry.ts";
import { compileTexts, type Message } from "./messages.ts";
import { canonicalTag, lookupTag } from "./language-tags.ts";
import { nearest } from "../nearest.ts";
import { EN } from "./words/en.ts";
import { loadWords, type Words } from "./words/words.ts";

/** The texts of an app: language → messages, nested or flat (`{ post: { title } }` or `{ "post.title" }`). */
export type Locales = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** `t("post.created", { title })`; a missing key hands `fallback`, or the key itself, through. */
export interface Translate {
  /** A key of the texts, where the project declares them (`interface Locales`). */
  (key: MessageKey, args?: TranslateArgs, fallback?: string): string;
  /** Any key, which the texts may lack. */
  (key: string, args: TranslateArgs | undefined, fallback: string): string;
}

export type TranslateArgs = Readonly<Record<string, string | number | boolean | Date | null | undefined>>;

/** One language of an app. */
export interface Language {
  readonly locale: string;
  readonly translate: Translate;
  /** What the framework itself says, in this language or in English. */
  readonly words: Words;
  /** The project's own text of a key in the language of `words`: what it says in place of the framework. */
  readonly find: (key: string, args?: TranslateArgs) => string | undefined;
}

/** The languages of an app. */
export interface Languages {
  /** Those it has texts in; its default alone when it has none. */
  readonly locales: readonly string[];
  readonly default: string;
  /** The app's language that a tag asks for (RFC 4647, lookup), if it has one. */
  lookup(tag: string): string | undefined;
  /** The language that a tag asks for, else the default. */
  in(tag: string): Language;
  /** Keys that another language has and this one has to borrow. */
  missing(): readonly MissingText[];
}

export interface MissingText {
  readonly key: string;
  readonly locale: string;
  /** A key of the app that is nearly the same, or the same one in another language: `ko: post.title`. */
  readonly near?: string | undefined;
}

export interface LanguageOptions {
  readonly locales: Locales;
  readonly default: string;
  /** Language → the language that fills in what it lacks, before the default does. */
  readonly fallback?: Readonly<Record<string, string>>;
  /** Told of a key that a language lacks, once. */
  readonly onMissing?: ((missing: MissingText) => void) | undefined;
  /** Where a language's file is, for mistakes: `apps/main/locales/server/ko.json`. */
  readonly fileOf: (locale: string) => string;
}

/** For apps without locales. */
export const untranslated: Translate = (key, _args, fallback) => fallback ?? key;

/** For answers of no app. */
export const ENGLISH: Language = { locale: "en", translate: untranslated, words: EN, find: () => undefined };

/**
 * Compiles the texts of an app. A key that a language lacks is taken from its parent (`ko-KR` → `ko`), its configured
 * fallback and the default, in that order.
 * @throws MegaError `message_invalid` with every text of every file that cannot be used
 */
export async function makeLanguages(options: LanguageOptions): Promise<Languages> {
  const catalogs = await compileCatalogs(options);
  const standard = defaultOf(options.default, catalogs);
  const known = new Map<string, Language>();
  for (const locale of new Set([...catalogs.keys(), standard])) {
    const chain = chainOf(locale, { ...options, default: standard });
    known.set(locale, await makeLanguage(locale, chain, { catalogs, onMissing: options.onMissing }));
  }
  const fallback = known.get(standard) as Language;
  const locales = catalogs.size === 0 ? [standard] : [...catalogs.keys()];
  const lookup = (tag: string): string | undefined => lookupTag(tag, locales);
  return {
    locales,
    default: standard,
    lookup,
    in: (tag) => known.get(tag) ?? known.get(lookup(tag) ?? "") ?? fallback,
    missing: () => missingTexts(catalogs),
  };
}

type Catalog = ReadonlyMap<string, Message>;
type Catalogs = ReadonlyMap<string, Catalog>;

async function compileCatalogs({ locales, fileOf }: LanguageOptions): Promise<Catalogs> {
  const catalogs = new Map<string, Catalog>();
  const mistakes: string[] = [];
  for (const [name, texts] of Object.entries(locales)) {
    const locale = canonicalTag(name);
    if (locale === undefined) mistakes.push(`${fileOf(name)}: "${name}" is no language tag; write \`en\` or \`ko-KR\``);
    else if (catalogs.has(locale)) mistakes.push(`${fileOf(name)}: there is another file for ${locale}`);
    else {
      const compiled = await compileTexts(texts, locale);
      mistakes.push(...compiled.mistakes.map((mistake) => `${fileOf(name)}: ${mistake}`));
      catalogs.set(locale, compiled.messages);
    }
  }
  if (mistakes.length > 0) throw new MegaError("message_invalid", { mistakes });
  return catalogs;
}

/** The configured one, or the first there is: `en` is the default of projects that say nothing, and may have no texts. */
function defaultOf(configured: string, catalogs: Catalogs): string {
  const tag = usualTag(configured);
  const [first] = catalogs.keys();
  return catalogs.has(tag) ? tag : (first ?? tag);
}

function usualTag(tag: string): string {
  return canonicalTag(tag) ?? tag;
}

/** The languages a text is looked for in, first to last. */
function chainOf(locale: string, { default: standard, fallback }: ChainOptions): readonly string[] {
  const chain = new Set<string>();
  const add = (tag: string): void => {
    if (chain.has(tag)) return;
    for (let part = tag; part !== ""; part = part.slice(0, Math.max(part.lastIndexOf("-"), 0))) chain.add(part);
    for (const [of, next] of Object.entries(fallback ?? {})) {
      if (chain.has(usualTag(of))) add(usualTag(next));
    }
  };
  add(locale);
  add(standard);
  return [...chain];
}

type ChainOptions = Pick<LanguageOptions, "default" | "fallback">;

interface Surroundings {
  readonly catalogs: Catalogs;
  readonly onMissing: LanguageOptions["onMissing"];
}

async function makeLanguage(
  locale: string,
  chain: readonly string[],
  { catalogs, onMissing }: Surroundings,
): Promise<Language> {
  const layersOf = (tags: readonly string[]): readonly Catalog[] =>
    tags.map((tag) => catalogs.get(tag)).filter((layer) => layer !== undefined);
  const layers = layersOf(chain);
  const spoken = await findWords(chain);
  // Where the framework speaks the language itself, texts of a project in another one are no better.
  const ownLayers = spoken === null ? layers : layersOf(chain.slice(0, spoken.at + 1));
  const report = onMissing && reporter(locale, catalogs, onMissing);
  const translate: Translate = (key, args, fallback) => {
    const own = layers[0]?.get(key);
    if (own !== undefined) return own(args);
    report?.(key);
    return search(layers, key)?.(args) ?? fallback ?? key;
  };
  const find = (key: string, args?: TranslateArgs): string | undefined => search(ownLayers, key)?.(args);
  return { locale, words: spoken?.words ?? EN, translate: catalogs.size === 0 ? untranslated : translate, find };
}

async function findWords(chain: readonly string[]): Promise<{ readonly words: Words; readonly at: number } | null> {
  for (const [at, tag] of chain.entries()) {
    const words = await loadWords(tag);
    if (words !== null) return { words, at };
  }
  return null;
}

function search(layers: readonly Catalog[], key: string): Message | undefined {
  for (const layer of layers) {
    const found = layer.get(key);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Keys made of what users send would be remembered without end. */
const MOST_REPORTED = 1000;

function reporter(
  locale: string,
  catalogs: Catalogs,
  onMissing: NonNullable<LanguageOptions["onMissing"]>,
): (key: string) => void {
  const told = new Set<string>();
  return (key) => {
    if (told.has(key) || told.size >= MOST_REPORTED) return;
    told.add(key);
    onMissing({ key, locale, near: nearKey(key, locale, catalogs) });
  };
}

function nearKey(key: string, locale: string, catalogs: Catalogs): string | undefined {
  const elsewhere = [...catalogs].find(([, catalog]) => catalog.has(key))?.[0];
  if (elsewhere !== undefined) return `${elsewhere}: ${key}`;
  // An app without texts has no catalog of its language.
  const similar = nearest(key, new Map(catalogs.get(locale)).keys());
  return similar === undefined ? undefined : `${locale}: ${similar}`;
}

function missingTexts(catalogs: Catalogs): readonly MissingText[] {
  const all = new Set<string>();
  for (const catalog of catalogs.values()) for (const key of catalog.keys()) all.add(key);
  const keys = [...all].filter((key) => !key.startsWith("mega."));
  const missing: MissingText[] = [];
  for (const [locale, catalog] of catalogs) {
    // `ko-KR` says only what it says differently from `ko`.
    const [language = ""] = locale.split("-", 1);
    if (language !== locale && catalogs.has(language)) continue;
    for (const key of keys) if (!catalog.has(key)) missing.push({ key, locale, near: nearKey(key, locale, catalogs) });
  }
  return missing;
}
