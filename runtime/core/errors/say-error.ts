import { sayDetail, textArgs } from "../schema/details.ts";
import type { ValidationDetail } from "./error-entry.ts";
import type { MegaError } from "./errors.ts";
import type { Language } from "../i18n/i18n.ts";
import type { Words } from "../i18n/words/words.ts";

/** What a client reads of an error. */
export interface SaidError {
  readonly message: string;
  readonly details: readonly unknown[] | undefined;
}

/**
 * An error in a language of the app: the project's text `mega.errors.<code>`, else the framework's words. What its thrower
 * said in words of its own stays as it is, unless it has a code of its own and the project a text for that.
 */
export function sayError(error: MegaError, language: Language): SaidError {
  // What is no mistake of an input is unknown to `sayDetail`, and stays as it is.
  const details = error.details?.map((detail) => sayDetail(detail as ValidationDetail, language));
  const { entry, params } = error.source;
  const told = details === undefined ? params : { ...params, details };
  const isOwnMessage = error.code === entry && (params as { message?: unknown }).message !== undefined;
  const own = isOwnMessage ? undefined : language.find(`mega.errors.${error.code}`, textArgs(told));
  return { message: own ?? inWords(entry, told, language.words) ?? error.message, details };
}

function inWords(code: string, params: object, { errors }: Words): string | undefined {
  const say = (errors as Readonly<Record<string, ((params: object) => string) | undefined>>)[code];
  return say?.(params);
}
