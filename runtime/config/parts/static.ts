import { integer, object, orFalse, type ConfigKeys } from "../key.ts";

/** How the files of `public/` are served. */
export interface StaticConfig {
  /** False: they are not served. */
  readonly static?: false | { readonly maxAgeMs?: number; readonly immutable?: boolean };
}

export interface StaticSettings {
  readonly static:
    | false
    | {
        /** How long browsers use a file without asking whether it changed; 0 unless said. */
        readonly maxAgeMs: number;
        /** Browsers do not ask even when the page is reloaded: for files whose names change with their contents. */
        readonly immutable: boolean;
      };
}

export const STATIC_KEYS: ConfigKeys = {
  static: {
    scope: "app",
    summary: "how long browsers keep the files of public/ (`maxAgeMs`, `immutable`); false serves none",
    schema: orFalse(object({ maxAgeMs: integer(0), immutable: { type: "boolean" } })),
    fallback: () => ({ maxAgeMs: 0, immutable: false }),
  },
};
