import type { Ajv, ErrorObject } from "ajv";

import { whatIsWrong } from "./details.ts";
import { EN } from "../i18n/words/en.ts";

/**
 * Adds the keywords `expects`: what a `pattern` asks for, in the words that follow "must be"; and `secret`: the value is
 * never shown. They refuse nothing.
 */
export function addExpects(ajv: Ajv): Ajv {
  ajv.addKeyword({ keyword: "secret", schemaType: "boolean" });
  return ajv.addKeyword({ keyword: "expects", schemaType: "string" });
}

/** What a value has to be, to follow its name, in English: `must be an integer`. */
export function describeMistake({ keyword, params, message, parentSchema }: ErrorObject): string {
  return whatIsWrong({ path: "", rule: keyword, params, schema: parentSchema, otherwise: message }, EN);
}
