import type { Column } from "./columns.ts";
import { nullable, withoutUndefined, type JsonSchema } from "./json-schema.ts";

/** How many rows a page holds: at most, and when nothing is said. */
export const PAGE_LIMIT = { max: 100, default: 20 } as const;

export function rowSchema(columns: readonly Column[]): JsonSchema {
  return object(properties(columns, output), names(columns));
}

/** A row of a list answer: no redacted fields. */
export function publicRowSchema(columns: readonly Column[]): JsonSchema {
  return rowSchema(columns.filter(({ settings }) => settings.redact !== true));
}

export function createSchema(columns: readonly Column[]): JsonSchema {
  const own = columns.filter(({ generated }) => !generated);
  return object(properties(own, input), names(own.filter((column) => !canBeAbsent(column))));
}

export function replaceSchema(columns: readonly Column[]): JsonSchema {
  const own = columns.filter(({ generated }) => !generated);
  return object(properties(own, inputWithDefault), names(own.filter((column) => !canBeAbsent(column))));
}

export function patchSchema(columns: readonly Column[]): JsonSchema {
  const own = columns.filter(({ generated }) => !generated);
  return { ...object(properties(own, input), []), minProperties: 1 };
}

export function keySchema(): JsonSchema {
  return object({ id: { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER } }, ["id"]);
}

export function listSchema(columns: readonly Column[]): JsonSchema {
  const shown = columns.filter(({ settings }) => settings.redact !== true);
  const sortable = names(shown.filter(({ type }) => type.sortable));
  const filters = shown.filter(({ type, generated }) => type.filter && !generated);
  return object(
    {
      limit: { type: "integer", minimum: 1, maximum: PAGE_LIMIT.max, default: PAGE_LIMIT.default },
      cursor: { type: "string" },
      sort: sortSchema(sortable),
      ...properties(filters, filter),
    },
    [],
  );
}

function sortSchema(columns: readonly string[]): JsonSchema {
  const column = `-?(?:${columns.join("|")})`;
  const expects = `any of ${columns.join(", ")}, separated by commas, with - before what is sorted downwards`;
  return { type: "string", pattern: `^${column}(?:,${column})*$`, expects };
}

function object(props: Readonly<Record<string, JsonSchema>>, required: readonly string[]): JsonSchema {
  return { type: "object", additionalProperties: false, required, properties: props };
}

function properties(
  columns: readonly Column[],
  schemaOf: (column: Column) => JsonSchema,
): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(columns.map((column) => [column.name, withoutUndefined(schemaOf(column))]));
}

function names(columns: readonly Column[]): readonly string[] {
  return columns.map(({ name }) => name);
}

function canBeAbsent({ settings }: Column): boolean {
  return settings.optional === true || settings.default !== undefined;
}

function output({ type, settings }: Column): JsonSchema {
  return settings.optional === true ? nullable(type.output) : type.output;
}

function input({ type, settings }: Column): JsonSchema {
  return settings.optional === true ? nullable(type.input(settings)) : type.input(settings);
}

function inputWithDefault(column: Column): JsonSchema {
  return canBeAbsent(column) ? { ...input(column), default: column.settings.default ?? null } : input(column);
}

function filter({ type, settings }: Column): JsonSchema {
  return type.input(settings);
}
