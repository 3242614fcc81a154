import type { Logger } from "../../core/ports.ts";
import type { LocalesSettings } from "../../config/parts/locales.ts";
import type { Mode } from "../../config/key.ts";
import { makeLanguages, type Languages, type Locales } from "../../core/i18n/i18n.ts";

export interface LanguageSource {
  /** The app's name. */
  readonly app: string;
  readonly locales: Locales;
  readonly settings: LocalesSettings;
  readonly mode: Mode;
  readonly log: Logger | null;
}

/**
 * The languages of an app. In development a text that is missing is told of in the log, once for each language.
 * @throws MegaError `message_invalid`
 */
export function loadLanguages({ app, locales, settings, mode, log }: LanguageSource): Promise<Languages> {
  const fileOf = (locale: string): string => `apps/${app}/locales/server/${locale}.json`;
  return makeLanguages({
    locales,
    default: settings.default,
    fallback: settings.fallback,
    fileOf,
    onMissing:
      mode !== "development" || log === null
        ? undefined
        : ({ key, locale, near }) => {
            const hint = near === undefined ? "" : `; the nearest is ${near}`;
            log.warn({ key, locale, near }, `${fileOf(locale)} has no text "${key}"${hint}`);
          },
  });
}
