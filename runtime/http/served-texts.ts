import { isDeepStrictEqual } from "node:util";

import type { Mode } from "../config/key.ts";
import type { AppSettings } from "../config/settings.ts";
import type { Languages } from "../core/i18n/i18n.ts";
import type { Logger } from "../core/ports.ts";
import type { AppManifest, AppTexts } from "../manifest.ts";
import { loadLanguages } from "./i18n/load-languages.ts";
import { checkView } from "./pages/check-view.ts";
import { makeViews, type Views } from "./pages/views.ts";

export interface ServedTextsOptions {
  readonly manifest: Pick<AppManifest, "name" | keyof AppTexts>;
  readonly config: Pick<AppSettings, "locales">;
  readonly mode: Mode;
  readonly log: Logger | null;
}

/** What an app says: its languages and views, which may be exchanged while it runs. */
export class ServedTexts {
  readonly #options: ServedTextsOptions;
  #compiled: CompiledTexts;

  /** @throws MegaError `message_invalid` */
  static async load(options: ServedTextsOptions): Promise<ServedTexts> {
    return new ServedTexts(options, await compileTexts(options.manifest, options));
  }

  private constructor(options: ServedTextsOptions, compiled: CompiledTexts) {
    this.#options = options;
    this.#compiled = compiled;
  }

  /** Those of the moment. */
  get languages(): Languages {
    return this.#compiled.languages;
  }

  /** Those of the moment. */
  get views(): Views {
    return this.#compiled.views;
  }

  /**
   * Compiles others, of languages and views only what differs. Nothing changes until what it gives back is called, which
   * cannot fail.
   * @throws MegaError `message_invalid`, `view_invalid`
   */
  async prepare(texts: AppTexts): Promise<() => void> {
    const { views } = this.#compiled.texts;
    for (const [name, view] of Object.entries(texts.views)) if (view.text !== views[name]?.text) checkView(view);
    const compiled = await compileTexts(texts, this.#options, this.#compiled);
    return () => {
      this.#compiled = compiled;
    };
  }

  /**
   * Reads the views, which are compiled when a request first needs them; a little in each turn of the event loop.
   * @throws MegaError `view_invalid`
   */
  async checkRest(): Promise<void> {
    for (const view of Object.values(this.#compiled.texts.views)) {
      checkView(view);
      await new Promise(setImmediate);
    }
  }
}

interface CompiledTexts {
  /** What they were compiled from. */
  readonly texts: AppTexts;
  readonly languages: Languages;
  readonly views: Views;
}

async function compileTexts(
  texts: AppTexts,
  { manifest: { name: app }, config, mode, log }: ServedTextsOptions,
  before?: CompiledTexts,
): Promise<CompiledTexts> {
  const { locales, views } = texts;
  const languages =
    before !== undefined && isDeepStrictEqual(locales, before.texts.locales)
      ? before.languages
      : await loadLanguages({ app, locales, settings: config.locales, mode, log });
  const isSameViews = before !== undefined && isDeepStrictEqual(views, before.texts.views);
  return { texts, languages, views: isSameViews ? before.views : makeViews(app, views) };
}
