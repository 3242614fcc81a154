import type { DataErrorParams } from "../../errors/data-errors.ts";
import type { RequestErrorParams } from "../../errors/request-errors.ts";
import type { SecurityErrorParams } from "../../errors/security-errors.ts";
import type { SessionErrorParams } from "../../errors/session-errors.ts";

/** What the framework itself says to people, in one language: `en.ts`, `ko.ts`. The types keep them complete. */
export interface Words {
  /** A sentence for each error that clients may read. Those of SECURITY_ERRORS that only developers see need none. */
  readonly errors: Sentences<PublicErrorParams> & Partial<Sentences<SecurityErrorParams>>;
  /** What is wrong with a value, to follow its name: `must be an integer`. */
  readonly rules: {
    readonly [Rule in RuleName]: (params: RuleParams, schema: Readonly<Record<string, unknown>>) => string;
  };
  /** Puts a name in front of what is wrong with it; null for the input as a whole. */
  readonly about: (name: string | null, what: string) => string;
  /** The page of an error. */
  readonly page: {
    /** The words for a status, where they are not those of HTTP: `Not Found`. */
    readonly titles: Readonly<Record<number, string>>;
    readonly home: string;
    readonly request: (id: string) => string;
  };
}

type Sentences<Table> = { readonly [Code in keyof Table]: (params: Table[Code]) => string };

/** What the messages of the errors that clients may read are built from. */
type PublicErrorParams = RequestErrorParams &
  Pick<DataErrorParams, "unique_violation" | "row_referenced" | "reference_missing" | "value_missing"> &
  Pick<SessionErrorParams, "session_conflict" | "session_gone">;

export type RuleName =
  | "required"
  | "additionalProperties"
  | "unevaluatedProperties"
  | "type"
  | "minLength"
  | "maxLength"
  | "minimum"
  | "maximum"
  | "exclusiveMinimum"
  | "exclusiveMaximum"
  | "multipleOf"
  | "formatMinimum"
  | "formatMaximum"
  | "minItems"
  | "maxItems"
  | "uniqueItems"
  | "minProperties"
  | "enum"
  | "const"
  | "format"
  | "pattern"
  | "upload"
  | "unique"
  | "reference"
  | "notNull"
  | "json";

/** What is told of a broken rule; each rule fills in its own. */
export interface RuleParams {
  readonly type: string | readonly string[];
  readonly limit: number | string;
  readonly multipleOf: number;
  readonly allowedValues: readonly unknown[];
  readonly allowedValue: unknown;
  readonly format: string;
  readonly pattern: string;
  readonly reason: string;
}

/** The framework's words in a language, or null when it does not speak it. */
export async function loadWords(tag: string): Promise<Words | null> {
  return (await WORDS[tag]?.()) ?? null;
}

/** Loaded when an app has texts in the language. */
const WORDS: Readonly<Record<string, () => Promise<Words>>> = {
  en: async () => (await import("./en.ts")).EN,
  ko: async () => (await import("./ko.ts")).KO,
};
