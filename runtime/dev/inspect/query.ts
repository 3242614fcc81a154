import type { RanQuery } from "../../core/ports.ts";
import { redactText } from "../../config/redact.ts";
import { coverParameters } from "./cover.ts";
import type { ObservedQuery } from "./observed.ts";

const MOST_PARAMETERS = 20;
/** In characters. */
const LONGEST_SQL = 4_000;
const LONGEST_ERROR = 500;

/** A query as it may be shown. */
export function readQuery(
  { sql, parameters, ms, error }: RanQuery,
  from: Pick<ObservedQuery, "at" | "request" | "database">,
): ObservedQuery {
  return {
    kind: "query",
    ...from,
    sql: sql.slice(0, LONGEST_SQL),
    parameters: coverParameters(sql, parameters, MOST_PARAMETERS),
    parameterCount: parameters.length,
    ms,
    error: error === undefined ? null : redactText(messageOf(error)).slice(0, LONGEST_ERROR),
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
