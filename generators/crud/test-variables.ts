import type { Field } from "../core/field.ts";
import { property, quote, raw, literal } from "../core/code.ts";
import type { EntityName } from "../core/names.ts";
import { factoryImports, isMade, type FactoryImport } from "../model/factory.ts";
import { sampleOf } from "../model/samples.ts";

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
  /** The factories that the tests use; paths from the project's root. */
  readonly imports: readonly FactoryImport[];
  /** How a test gets its app, and where it makes rows: everybody's, or those of the user who is signed in. */
  readonly makeApp: string;
  /** What follows `create(app.db`. */
  readonly own: string;
  readonly values: string;
  /** What builds the body of a request, up to its last argument. */
  readonly build: string;
  /** References that lead to rows of the same owner only, where every row has one. */
  readonly ownRefs: readonly Field[];
  readonly form: FormVariables;
}

/** Whose rows the tests make. */
export interface Ownership {
  readonly owner: Field | null;
  readonly ownedRefs: readonly Field[];
}

export interface FormVariables {
  readonly imports: readonly FactoryImport[];
  /** What is typed into a new form, as lines of an object. */
  readonly lines: readonly string[];
  /** A text of the form that the page shows afterwards. */
  readonly shown: string | null;
  readonly wrong: { readonly column: string; readonly value: string } | null;
  /** A field that takes `<b>bold</b>`. */
  readonly html: string | null;
}

export function testVariables(
  fields: readonly Field[],
  { entity, owner, ownedRefs }: Ownership & { readonly entity: EntityName },
): TestVariables {
  const first = fields[0]!;
  const made = fields.filter(isMade);
  const ownRefs = ownedRefs.filter(isMade);
  const owners = owner ? [owner] : [];
  return {
    imports: importsOf(entity, [...owners, ...ownRefs]),
    makeApp: owner ? "makeOwnApp" : "makeApp",
    own: owner ? ", app.own" : "",
    values: owner ? "{ ...values, ...app.own }" : "values",
    build: owner ? `build${entity.model}(app` : `${entity.variable}Factory.build(app.db`,
    ownRefs,
    wrong: { column: first.column, value: sampleOf(first).wrong },
    patched: (made[0] ?? first).column,
    changed: made[0]?.column ?? null,
    unique: made.find(({ unique }) => unique)?.column ?? null,
    ref: fields.find(({ type }) => type === "ref")?.column ?? null,
    redacted: made.find(({ redact }) => redact)?.column ?? null,
    form: {
      ...formVariables(made, ownRefs),
      imports: importsOf(entity, [...owners, ...made]),
    },
  };
}

/** The factory of the entity first. */
function importsOf(entity: EntityName, refs: readonly Field[]): readonly FactoryImport[] {
  const own = { name: `${entity.variable}Factory`, path: `db/factories/${entity.file}.ts` };
  return [own, ...factoryImports(refs, "db/factories/").filter(({ name }) => name !== own.name)];
}

function formVariables(made: readonly Field[], ownRefs: readonly Field[]): Omit<FormVariables, "imports"> {
  const typed = made
    .map((field) => [field, sampleOf(field)] as const)
    .filter(([field, { typed }]) => field.target || typed !== "");
  const words = made.filter(({ type, redact }) => !redact && (type === "string" || type === "text"));
  const shown = words[0] && sampleOf(words[0]).typed;
  const wrong = typed.find(([, { wrongTyped }]) => wrongTyped !== null);
  return {
    lines: typed.map(([field, { typed }]) => `${property([field.column, typedCode(field, typed, ownRefs)], 4)},`),
    shown: shown === undefined ? null : quote(shown),
    wrong: wrong ? { column: wrong[0].column, value: wrong[1].wrongTyped ?? "" } : null,
    html: words.find(({ min = 0, max = 255 }) => Number(min) <= 11 && Number(max) >= 11)?.column ?? null,
  };
}

function typedCode(field: Field, typed: string, ownRefs: readonly Field[]): ReturnType<typeof raw> {
  const { target } = field;
  if (!target) return literal(typed);
  return raw(
    ownRefs.includes(field)
      ? `String(app.own.${field.column})`
      : `String((await ${target.variable}Factory.create(app.db)).id)`,
  );
}
