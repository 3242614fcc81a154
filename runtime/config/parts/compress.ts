import { integer, object, orFalse, type ConfigKeys } from "../key.ts";

/** How answers are compressed. */
export interface CompressConfig {
  /**
   * Compresses answers for clients that take it, by br or gzip. Off unless said: a proxy in front usually does it, and an
   * answer that mixes a secret with what a visitor typed can betray the secret by its length (BREACH).
   */
  readonly compress?: false | { readonly minBytes?: number };
}

export interface CompressSettings {
  readonly compress: false | { readonly minBytes?: number };
}

export const COMPRESS_KEYS: ConfigKeys = {
  compress: {
    scope: "app",
    summary: "compresses answers of `minBytes` (1024) and more by br or gzip",
    schema: orFalse(object({ minBytes: integer(0) })),
    fallback: () => false,
    isWhole: true,
  },
};
