import { object, orFalse, type ConfigKeys } from "../key.ts";

/** What keeps requests out. Each key replaces its default as a whole; `false` turns it off. */
export interface SecurityConfig {
  /** False turns the protection against forged requests off. */
  readonly csrf?: false | CsrfSettings;
  /** What cookies have unless one says otherwise. */
  readonly cookies?: CookieSettings;
}

export type CsrfSettings = Readonly<Record<string, never>>;

export interface CookieSettings {
  /** `lax` unless said. `none` lets other sites send them, and needs `secure`. */
  readonly sameSite?: "strict" | "lax" | "none";
  /** Hosts below this one get them too; this host alone unless said. */
  readonly domain?: string;
  /** `/` unless said. */
  readonly path?: string;
  /** Sent over TLS only. True outside development unless said. */
  readonly secure?: boolean;
}

export type SecuritySettings = Required<SecurityConfig>;

export const SECURITY_KEYS: ConfigKeys = {
  csrf: { scope: "app", schema: orFalse(object({})), fallback: () => ({}), isWhole: true },
  cookies: {
    scope: "app",
    schema: object({
      sameSite: { enum: ["strict", "lax", "none"] },
      domain: { type: "string", pattern: "^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$" },
      path: { type: "string", pattern: "^/[ -:<-~]*$" },
      secure: { type: "boolean" },
    }),
    fallback: () => ({}),
    isWhole: true,
  },
};
