import { MegaError, type MegaErrorOptions } from "./errors.ts";

/**
 * What was wrong with an encrypted request: nothing says that it is one, it cannot be decrypted, its time is too far from
 * the server's, or it was answered before.
 */
export type AspRule = "signal" | "decrypt" | "drift" | "replay";

/** 400 `asp_rejected`, whatever the rule: the client learns the code alone, the log has the rule. */
export class MegaAspDecryptError extends MegaError<"asp_rejected"> {
  readonly rule: AspRule;

  constructor(rule: AspRule, options?: MegaErrorOptions) {
    super("asp_rejected", {}, options);
    this.rule = rule;
  }
}
