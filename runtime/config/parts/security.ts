import { object, orFalse, type ConfigKeys } from "../key.ts";

/** What keeps requests out. Each key replaces its default as a whole; `false` turns it off. */
export interface SecurityConfig {
  /** False turns the protection against forged requests off. */
  readonly csrf?: false | CsrfSettings;
}

export type CsrfSettings = Readonly<Record<string, never>>;

export type SecuritySettings = Required<SecurityConfig>;

export const SECURITY_KEYS: ConfigKeys = {
  csrf: { scope: "app", schema: orFalse(object({})), fallback: () => ({}), isWhole: true },
};
