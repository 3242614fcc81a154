import { integer, object, orFalse } from "../key.ts";

/**
 * The headers that tell browsers what not to do, by helmet's option names. What is left out has helmet's default; `false`
 * leaves the header out.
 */
export interface HelmetSettings {
  readonly contentSecurityPolicy?: boolean | ContentSecurityPolicy;
  /** Off unless said, as in helmet. */
  readonly crossOriginEmbedderPolicy?:
    | boolean
    | { readonly policy?: "require-corp" | "credentialless" | "unsafe-none" };
  readonly crossOriginOpenerPolicy?:
    | boolean
    | { readonly policy?: "same-origin" | "same-origin-allow-popups" | "noopener-allow-popups" | "unsafe-none" };
  readonly crossOriginResourcePolicy?: boolean | { readonly policy?: "same-origin" | "same-site" | "cross-origin" };
  readonly originAgentCluster?: boolean;
  readonly referrerPolicy?: boolean | { readonly policy?: ReferrerPolicy | readonly ReferrerPolicy[] };
  /** Outside development. `maxAge` in seconds. */
  readonly strictTransportSecurity?:
    | boolean
    | { readonly maxAge?: number; readonly includeSubDomains?: boolean; readonly preload?: boolean };
  readonly xContentTypeOptions?: boolean;
  readonly xDnsPrefetchControl?: boolean | { readonly allow?: boolean };
  readonly xDownloadOptions?: boolean;
  readonly xFrameOptions?: boolean | { readonly action?: "deny" | "sameorigin" };
  readonly xPermittedCrossDomainPolicies?:
    | boolean
    | { readonly permittedPolicies?: "none" | "master-only" | "by-content-type" | "all" };
  readonly xXssProtection?: boolean;
}

export interface ContentSecurityPolicy {
  /** True unless said: `directives` are laid over helmet's. */
  readonly useDefaults?: boolean;
  /** `{ scriptSrc: ["'self'", "https://cdn.example"] }`; null takes one of helmet's away. */
  readonly directives?: Readonly<Record<string, string | readonly string[] | null>>;
  /** Browsers report what it forbids, and allow it. */
  readonly reportOnly?: boolean;
}

export type ReferrerPolicy = (typeof REFERRER_POLICIES)[number];

const REFERRER_POLICIES = [
  "no-referrer",
  "no-referrer-when-downgrade",
  "same-origin",
  "origin",
  "strict-origin",
  "origin-when-cross-origin",
  "strict-origin-when-cross-origin",
  "unsafe-url",
] as const;

/** The words that a policy quotes; without their quotes they would be the names of hosts. */
const UNQUOTED =
  "^(?!(?:none|self|strict-dynamic|report-sample|inline-speculation-rules|unsafe-inline|unsafe-eval|unsafe-hashes|wasm-unsafe-eval)$|nonce-|sha(?:256|384|512)-)[^;,]*$";

const SOURCE = {
  type: "string",
  pattern: UNQUOTED,
  expects: "a source such as 'self' (with its quotes) or https://cdn.example, without semicolons and commas",
};

export const HELMET_SCHEMA: object = orFalse(
  object({
    contentSecurityPolicy: orBoolean(
      object({
        useDefaults: { type: "boolean" },
        directives: {
          type: "object",
          propertyNames: {
            pattern: "^[a-z](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$",
            expects: "the name of a directive, such as scriptSrc",
          },
          additionalProperties: { anyOf: [{ type: "null" }, SOURCE, { type: "array", items: SOURCE }] },
        },
        reportOnly: { type: "boolean" },
      }),
    ),
    crossOriginEmbedderPolicy: policy(["require-corp", "credentialless", "unsafe-none"]),
    crossOriginOpenerPolicy: policy([
      "same-origin",
      "same-origin-allow-popups",
      "noopener-allow-popups",
      "unsafe-none",
    ]),
    crossOriginResourcePolicy: policy(["same-origin", "same-site", "cross-origin"]),
    originAgentCluster: { type: "boolean" },
    referrerPolicy: orBoolean(
      object({
        policy: {
          anyOf: [
            { enum: REFERRER_POLICIES },
            { type: "array", items: { enum: REFERRER_POLICIES }, minItems: 1, uniqueItems: true },
          ],
        },
      }),
    ),
    strictTransportSecurity: orBoolean(
      object({ maxAge: integer(0), includeSubDomains: { type: "boolean" }, preload: { type: "boolean" } }),
    ),
    xContentTypeOptions: { type: "boolean" },
    xDnsPrefetchControl: orBoolean(object({ allow: { type: "boolean" } })),
    xDownloadOptions: { type: "boolean" },
    xFrameOptions: orBoolean(object({ action: { enum: ["deny", "sameorigin"] } })),
    xPermittedCrossDomainPolicies: orBoolean(
      object({ permittedPolicies: { enum: ["none", "master-only", "by-content-type", "all"] } }),
    ),
    xXssProtection: { type: "boolean" },
  }),
);

function policy(names: readonly string[]): object {
  return orBoolean(object({ policy: { enum: names } }));
}

function orBoolean(schema: object): object {
  return { anyOf: [{ type: "boolean" }, schema] };
}
