import { except, object, type ConfigKeys } from "../key.ts";

/** What cookies have unless one says otherwise. */
export interface CookiesConfig {
  readonly cookies?: CookieSettings;
}

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

export type CookiesSettings = Required<CookiesConfig>;

export const COOKIES_KEYS: ConfigKeys = {
  cookies: {
    scope: "app",
    summary: "how signed cookies are set",
    schema: {
      ...object({
        sameSite: { enum: ["strict", "lax", "none"] },
        domain: {
          type: "string",
          pattern: "^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$",
          expects: "a host such as example.com, in small letters",
        },
        path: { type: "string", pattern: "^/[ -:<-~]*$", expects: "a path that begins with / and has no semicolon" },
        secure: { type: "boolean" },
      }),
      // Browsers keep no cookie for other sites that is not for TLS alone.
      ...except({ sameSite: "none", secure: false }, "for TLS alone (`secure: true`) when `sameSite` is none"),
    },
    fallback: () => ({}),
    isWhole: true,
  },
};
