import { except, integer, object, orFalse, type ConfigKeys } from "../key.ts";
import { HELMET_SCHEMA, type HelmetSettings } from "./helmet.ts";

/** What keeps requests out and browsers in check. Each replaces its default as a whole, a route's that of its app. */
export interface SecurityConfig {
  /** Headers for browsers. False: none of them. */
  readonly helmet?: false | HelmetSettings;
  /** The other origins whose scripts may call. False, as unless said: none. */
  readonly cors?: false | CorsSettings;
  /** How often an address may ask; `DEFAULT_RATE_LIMIT` unless said. False: as often as it wants. */
  readonly rateLimit?: false | RateLimitSettings;
  /** The protection against requests that other sites forge. False turns it off. */
  readonly csrf?: false | CsrfSettings;
}

export interface CorsSettings {
  /** `["https://shop.example", "https://*.shop.example"]`, or `*` for every one. */
  readonly origins: readonly string[] | "*";
  /** GET, HEAD, PUT, PATCH, POST and DELETE unless said. */
  readonly methods?: readonly string[];
  /** What a script may send; what it asks for unless said. */
  readonly allowedHeaders?: readonly string[];
  /** What a script may read beside what every script may. */
  readonly exposedHeaders?: readonly string[];
  /** Lets browsers send cookies along. */
  readonly credentials?: boolean;
  /** How long a browser need not ask again, in seconds; 600 unless said. */
  readonly maxAgeS?: number;
}

export interface RateLimitSettings {
  /** Requests that an address may send in a window. */
  readonly max: number;
  /** Milliseconds, or `30 seconds`, `1 minute`, `2 hours`. */
  readonly timeWindow: number | string;
}

export interface CsrfSettings {
  /** Origins beside the app's own whose requests are let in: `["https://admin.example"]`. Forms need their token all the same. */
  readonly trustedOrigins?: readonly string[];
}

export type SecuritySettings = Required<SecurityConfig>;

/** 1000 requests a minute for each address. */
export const DEFAULT_RATE_LIMIT: RateLimitSettings & { readonly timeWindow: string } = Object.freeze({
  max: 1000,
  timeWindow: "1 minute",
});

/** Scheme and host, with a port when it is not the scheme's own; `*.` for every host below one. */
const ORIGIN = {
  type: "string",
  pattern: "^[a-z][a-z0-9+.-]*://(\\*\\.)?([a-z0-9.-]+|\\[[0-9a-f:.]+\\])(:[0-9]{1,5})?$",
  expects: "an origin such as https://shop.example or https://*.shop.example, without a path",
};

const HEADERS = tokens("the name of a header, such as X-Total");

function tokens(expects: string): object {
  return { type: "array", items: { type: "string", pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", expects } };
}

/** The same for an app and for one of its routes. */
export const SECURITY_SCHEMAS: Readonly<Record<keyof SecurityConfig, object>> = {
  helmet: HELMET_SCHEMA,
  cors: orFalse({
    ...object(
      {
        origins: { anyOf: [{ const: "*" }, { type: "array", items: ORIGIN }] },
        methods: tokens("the name of a method, such as PATCH"),
        allowedHeaders: HEADERS,
        exposedHeaders: HEADERS,
        credentials: { type: "boolean" },
        maxAgeS: integer(0),
      },
      ["origins"],
    ),
    // Browsers take no cookies along to everybody.
    ...except({ origins: "*", credentials: true }, 'without `credentials` when `origins` is "*"'),
  }),
  rateLimit: orFalse(
    object(
      {
        max: integer(1),
        timeWindow: {
          anyOf: [
            { ...integer(1), expects: "milliseconds (1 or more)" },
            {
              type: "string",
              pattern: "^[1-9][0-9]{0,5} ?(ms|milliseconds?|s|seconds?|min|minutes?|h|hours?|d|days?)$",
              expects: "a time such as 30 seconds, 1 minute or 2 hours",
            },
          ],
        },
      },
      ["max", "timeWindow"],
    ),
  ),
  csrf: orFalse(object({ trustedOrigins: { type: "array", items: ORIGIN } })),
};

export const SECURITY_KEYS: ConfigKeys = {
  helmet: {
    scope: "app",
    summary: "the headers that tell browsers to be careful; `false` turns them off",
    schema: SECURITY_SCHEMAS.helmet,
    fallback: () => ({}),
    isWhole: true,
  },
  cors: {
    scope: "app",
    summary: "the other origins that may read answers; none unless said",
    schema: SECURITY_SCHEMAS.cors,
    fallback: () => false,
    isWhole: true,
  },
  rateLimit: {
    scope: "app",
    summary: "how many requests an address may send in a time; `false` turns it off",
    schema: SECURITY_SCHEMAS.rateLimit,
    fallback: () => DEFAULT_RATE_LIMIT,
    isWhole: true,
  },
  csrf: {
    scope: "app",
    summary: "protection against forged requests; `false` turns it off",
    schema: SECURITY_SCHEMAS.csrf,
    fallback: () => ({}),
    isWhole: true,
  },
};
