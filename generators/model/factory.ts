import type { Field } from "../core/field.ts";
import type { EntityName } from "../core/names.ts";
import { sampleOf } from "./samples.ts";

/** What the factory's template uses. */
export interface FactoryVariables {
  /** `title: \`Title ${n}\`,` */
  readonly lines: readonly string[];
  readonly imports: readonly FactoryImport[];
  /** `(n)`, `async (_n, make)` */
  readonly head: string;
}

export interface FactoryImport {
  readonly name: string;
  readonly path: string;
}

/** Values of every field but optional references, which are left out. */
export function factoryVariables(fields: readonly Field[], entity: EntityName): FactoryVariables {
  const made = fields.filter(isMade);
  const lines = made.map((field) => `${field.column}: ${valueOf(field)},`);
  const refs = made.filter(({ type }) => type === "ref");
  const n = lines.some((line) => /\bn\b/.test(line.slice(line.indexOf(":"))));
  return {
    lines,
    imports: factoryImports(refs, "../".repeat(entity.depth) || "./"),
    head: refs.length > 0 ? `async (${n ? "n" : "_n"}, make)` : `(${n ? "n" : ""})`,
  };
}

/** Whether a factory gives the field a value. */
export function isMade({ type, optional }: Field): boolean {
  return type !== "ref" || !optional;
}

/** The factories of what some fields refer to, each once, by the way to the folder of factories. */
export function factoryImports(refs: readonly Field[], folder: string): readonly FactoryImport[] {
  const targets = new Map(refs.flatMap(({ target }) => (target ? [[target.file, target] as const] : [])));
  const sorted = [...targets.values()].toSorted((a, b) => (a.file < b.file ? -1 : 1));
  return sorted.map(({ variable, file }) => ({ name: `${variable}Factory`, path: `${folder}${file}.ts` }));
}

function valueOf(field: Field): string {
  return field.target ? `await make(${field.target.variable}Factory)` : sampleOf(field).code;
}
