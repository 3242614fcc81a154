import type { Field } from "../core/field.ts";
import { property, quote, raw, literal } from "../core/code.ts";
import type { EntityName } from "../core/names.ts";
import { factoryImports, isMade } from "./factory.ts";
import { sampleOf } from "./samples.ts";

/** What the templates of tests use; null where the fields leave nothing to test. */
export interface TestVariables {
  /** A field and a JSON value that it refuses. */
  readonly wrong: { readonly column: string; readonly value: string };
  /** The field that a patch changes, and whether the factory has a value for it. */
  readonly patched: string;
  readonly changed: string | null;
  readonly unique: string | null;
  readonly ref: string | null;
  readonly redacted: string | null;
  readonly form: FormVariables;
}

export interface FormVariables {
  readonly imports: readonly { readonly name: string; readonly path: string }[];
  /** What is typed into a new form, as lines of an object. */
  readonly lines: readonly string[];
  /** A text of the form that the page shows afterwards. */
  readonly shown: string | null;
  readonly wrong: { readonly column: string; readonly value: string } | null;
  /** A field that takes `<b>bold</b>`. */
  readonly html: string | null;
}

export function testVariables(fields: readonly Field[], entity: EntityName): TestVariables {
  const first = fields[0]!;
  const made = fields.filter(isMade);
  return {
    wrong: { column: first.column, value: sampleOf(first).wrong },
    patched: (made[0] ?? first).column,
    changed: made[0]?.column ?? null,
    unique: made.find(({ unique }) => unique)?.column ?? null,
    ref: fields.find(({ type }) => type === "ref")?.column ?? null,
    redacted: made.find(({ redact }) => redact)?.column ?? null,
    form: formVariables(made, "../".repeat(entity.depth)),
  };
}

function formVariables(made: readonly Field[], up: string): FormVariables {
  const typed = made
    .map((field) => [field, sampleOf(field)] as const)
    .filter(([field, { typed }]) => field.target || typed !== "");
  const words = made.filter(({ type, redact }) => !redact && (type === "string" || type === "text"));
  const shown = words[0] && sampleOf(words[0]).typed;
  const wrong = typed.find(([, { wrongTyped }]) => wrongTyped !== null);
  return {
    imports: factoryImports(made, `../${up}../db/factories/`),
    lines: typed.map(([field, { typed }]) => `${property([field.column, typedCode(field, typed)], 4)},`),
    shown: shown === undefined ? null : quote(shown),
    wrong: wrong ? { column: wrong[0].column, value: wrong[1].wrongTyped ?? "" } : null,
    html: words.find(({ min = 0, max = 255 }) => Number(min) <= 11 && Number(max) >= 11)?.column ?? null,
  };
}

function typedCode({ target }: Field, typed: string): ReturnType<typeof raw> {
  return target ? raw(`String((await ${target.variable}Factory.create(app.db)).id)`) : literal(typed);
}
