import { print, raw } from "../core/code.ts";
import type { Field } from "../core/fields.ts";
import type { EntityName } from "../core/names.ts";
import { sampleOf } from "./samples.ts";

/** What the factory's template uses. */
export interface FactoryVariables {
  /** `    title: \`Title ${n}\`,` */
  readonly lines: readonly string[];
  readonly imports: readonly { readonly name: string; readonly path: string }[];
  /** `n`, `_n, make`, or nothing. */
  readonly parameters: string;
  readonly isAsync: boolean;
}

/** Values of every field but optional references, which are left out. */
export function factoryVariables(fields: readonly Field[], entity: EntityName): FactoryVariables {
  const made = fields.filter(isMade);
  const values = made.map((field) => [field.column, valueOf(field)] as const);
  const refs = made.filter(({ type }) => type === "ref");
  const usesN = values.some(([, value]) => /\bn\b/.test(value));
  return {
    lines: values.map(([column, value]) => `  ${column}: ${print(raw(value), { indent: 2, column: 0 })},`),
    imports: factoryImports(refs, "../".repeat(entity.depth) || "./"),
    parameters: refs.length > 0 ? `${usesN ? "n" : "_n"}, make` : usesN ? "n" : "",
    isAsync: refs.length > 0,
  };
}

/** Whether a factory gives the field a value. */
export function isMade({ type, optional }: Field): boolean {
  return type !== "ref" || !optional;
}

/** The factories of what some fields refer to, each once, by the way to the folder of factories. */
export function factoryImports(
  refs: readonly Field[],
  folder: string,
): readonly { readonly name: string; readonly path: string }[] {
  const targets = new Map(refs.flatMap(({ target }) => (target ? [[target.file, target] as const] : [])));
  const sorted = [...targets.values()].toSorted((a, b) => (a.file < b.file ? -1 : 1));
  return sorted.map(({ variable, file }) => ({ name: `${variable}Factory`, path: `${folder}${file}.ts` }));
}

function valueOf(field: Field): string {
  return field.target ? `await make(${field.target.variable}Factory)` : sampleOf(field).code;
}
