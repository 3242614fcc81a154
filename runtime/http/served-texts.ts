import type { Mode } from "../config/key.ts";
import type { AppSettings } from "../config/settings.ts";
import type { Languages } from "../core/i18n/i18n.ts";
import type { Logger } from "../core/ports.ts";
import type { AppManifest, AppTexts } from "../manifest.ts";
import { loadLanguages } from "./i18n/load-languages.ts";
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
  #languages: Languages;
  #views: Views;

  /** @throws MegaError `message_invalid` */
  static async load(options: ServedTextsOptions): Promise<ServedTexts> {
    return new ServedTexts(options, await compileTexts(options.manifest, options));
  }

  private constructor(options: ServedTextsOptions, { languages, views }: CompiledTexts) {
    this.#options = options;
    this.#languages = languages;
    this.#views = views;
  }

  /** Those of the moment. */
  get languages(): Languages {
    return this.#languages;
  }

  /** Those of the moment. */
  get views(): Views {
    return this.#views;
  }

  /**
   * Compiles others. Nothing changes until what it gives back is called, which cannot fail.
   * @throws MegaError `message_invalid`
   */
  async prepare(texts: AppTexts): Promise<() => void> {
    const { languages, views } = await compileTexts(texts, this.#options);
    return () => {
      this.#languages = languages;
      this.#views = views;
    };
  }
}

interface CompiledTexts {
  readonly languages: Languages;
  readonly views: Views;
}

async function compileTexts(
  { locales, views }: AppTexts,
  { manifest: { name: app }, config, mode, log }: ServedTextsOptions,
): Promise<CompiledTexts> {
  const languages = await loadLanguages({ app, locales, settings: config.locales, mode, log });
  return { languages, views: makeViews(app, views) };
}
