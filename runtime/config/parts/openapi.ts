import { object, TEXT, TEXTS, type ConfigKeys } from "../key.ts";

/** How an app describes its API. */
export interface OpenapiConfig {
  /** Whether the document and its page are served, and what they say. Off in production unless asked. */
  readonly openapi?: boolean | Partial<OpenapiSettings>;
}

export interface OpenapiSettings {
  /** Where the document is, below the app's prefix; `/openapi.json` unless said. */
  readonly path: string;
  /** Where the page is that shows it; `/docs` in development unless said. False: there is none. */
  readonly ui: string | false;
  /** The name of the API; the project's unless said. */
  readonly title: string;
  /** The version of the API; that of the project's package.json unless said. */
  readonly version: string;
  readonly description: string;
  /** Addresses that serve the API; the app's hosts unless said. */
  readonly servers: readonly string[];
}

function place(example: string): object {
  return { type: "string", pattern: "^(/[\\w.-]*[\\w-])+$", expects: `a path such as ${example}` };
}

export const OPENAPI_KEYS: ConfigKeys = {
  openapi: {
    scope: "app",
    summary: "the OpenAPI document of the app",
    schema: {
      anyOf: [
        { type: "boolean" },
        object({
          path: place("/openapi.json"),
          ui: { anyOf: [{ const: false }, place("/docs")] },
          title: TEXT,
          version: TEXT,
          description: { type: "string" },
          servers: TEXTS,
        }),
      ],
    },
    fallback: ({ mode }) => mode !== "production",
  },
};
