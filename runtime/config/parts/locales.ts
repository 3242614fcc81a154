import { object, type ConfigKeys } from "../key.ts";

/** The languages of an app. */
export interface LocalesConfig {
  readonly locales?: Partial<LocalesSettings>;
}

export interface LocalesSettings {
  /** The language of `ctx.t`; `en` unless said. */
  readonly default: string;
}

export const LOCALES_KEYS: ConfigKeys = {
  locales: {
    scope: "app",
    schema: object({ default: { type: "string", minLength: 2 } }),
    fallback: () => ({ default: "en" }),
  },
};
