import { randomBytes } from "node:crypto";

import { secret, type ConfigKeys } from "../key.ts";

/** What a project signs and encrypts with. */
export interface SecretConfig {
  /**
   * Signs cookies and tokens: 32 characters or more that nobody can guess. Random in development and tests unless said,
   * required in production.
   */
  readonly secret?: string;
}

export type SecretSettings = Required<SecretConfig>;

export const SECRET_KEYS: ConfigKeys = {
  secret: {
    scope: "global",
    summary: "signs cookies and tokens; random in development and tests",
    schema: secret({ type: "string", minLength: 32 }),
    fallback: ({ mode, developmentSecret = "" }) => {
      if (mode === "production") return undefined;
      return mode === "development" && developmentSecret.length >= 32 ? developmentSecret : randomSecret();
    },
    requiredIn: "production",
  },
};

let drawn: string | undefined;

/** One for the life of the process: what one boot signs, the next one knows. */
function randomSecret(): string {
  return (drawn ??= randomBytes(32).toString("base64url"));
}
