import type { EnvValues } from "../../core/registry.ts";
import type { ConfigKeys } from "../key.ts";

/** The variables of a project. */
export interface EnvConfig {
  /**
   * Name → schema: `{ STRIPE_KEY: Type.String(), WORKERS: Type.Integer({ default: 2 }) }`. Each variable is coerced and
   * checked when the project starts; one without a default must be set, unless it is `Type.Optional`.
   */
  readonly env?: Readonly<Record<string, object>>;
}

export interface EnvSettings {
  /** The declared variables, each of the type that its schema names. */
  readonly env: EnvValues;
}

export const ENV_KEYS: ConfigKeys = {
  env: {
    scope: "global",
    summary: "variables that the project needs: name → schema; their values are `ctx.config.env`",
    schema: { type: "object" },
    fallback: () => ({}),
  },
};
