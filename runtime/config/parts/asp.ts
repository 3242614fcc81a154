import { aliasOf, integer, object, secret, type ConfigKeys } from "../key.ts";

/** Encrypted bodies, for requests over TLS, not instead of it. On when there is a secret and a path. */
export interface AspConfig {
  readonly asp?: Partial<AspSecrets> & { readonly http?: Partial<AspHttpSettings> };
}

/** One of the two. Each secret is 32 characters or more that nobody can guess. */
interface AspSecrets {
  /** The secret of the key id `main`. */
  readonly masterSecret: string;
  /** Key id → secret. All of them are accepted: a new one is added before the old one is taken out. */
  readonly keys: Readonly<Record<string, string>>;
}

export interface AspHttpSettings {
  /** Paths of routes as `mega routes` shows them (`/api/login`), or everything below one (`/api/secure/*`). */
  readonly enabledPaths: readonly string[];
  /** How far a request's time may be from the server's, in milliseconds; 5 minutes unless said. */
  readonly driftMs: number;
  /** The header that says how a body is encrypted; `x-mega-asp` unless said. */
  readonly headerSignal: string;
  /** The header with the request's time; `x-mega-asp-timestamp` unless said. */
  readonly timestampHeader: string;
  /** Alias of the cache that remembers answered requests; this process' memory unless said. */
  readonly nonceCache?: string;
}

export interface AspSettings {
  readonly asp: Partial<AspSecrets> & { readonly http: AspHttpSettings };
}

const SECRET: object = secret({ type: "string", minLength: 32 });

const HEADER: object = { type: "string", pattern: "^[A-Za-z][A-Za-z0-9-]*$", expects: "the name of a header" };

const PATH: object = {
  type: "string",
  pattern: "^/(?:[^*?#\\s]*|(?:[^*?#\\s]*/)?\\*)$",
  expects: "the path of a route, such as /api/login, or everything below one: /api/secure/*",
};

const KEYS: object = {
  type: "object",
  minProperties: 1,
  propertyNames: { pattern: "^[A-Za-z0-9_-]{1,64}$", expects: "a key id of letters, digits, _ and -, 64 at most" },
  additionalProperties: SECRET,
};

const HTTP: object = object({
  enabledPaths: { type: "array", items: PATH },
  driftMs: integer(1),
  headerSignal: HEADER,
  timestampHeader: HEADER,
  nonceCache: aliasOf("caches"),
});

export const ASP_KEYS: ConfigKeys = {
  asp: {
    scope: "app",
    summary: "encrypted bodies for some routes, over TLS",
    schema: {
      ...object({ masterSecret: SECRET, keys: KEYS, http: HTTP }),
      not: { required: ["masterSecret", "keys"] },
      expects: "an object with `masterSecret` or `keys`, not both",
    },
    fallback: () => ({
      http: {
        enabledPaths: [],
        driftMs: 300_000,
        headerSignal: "x-mega-asp",
        timestampHeader: "x-mega-asp-timestamp",
      },
    }),
  },
};
