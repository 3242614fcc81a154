export {
  defineGenerator,
  type Advice,
  type ArgSpec,
  type ArgValues,
  type FlagSpec,
  type FlagValues,
  type Generator,
  type GeneratorHead,
  type GeneratorPlan,
  type HelpNote,
  type PlanInput,
} from "./core/generator.ts";
export type {
  CreateOperation,
  DeleteOperation,
  Edit,
  EditOperation,
  ModelFacts,
  Operation,
  ProjectFacts,
} from "./core/plan.ts";
export type { Field, FieldTypeName } from "./core/field.ts";
export type { EditRecipe } from "./core/edits.ts";
export type { ConfigAddition } from "./core/config-edit.ts";
export type { LineInsertion } from "./core/insert-line.ts";
export type { Texts } from "./core/json-edit.ts";
export type { Render, TemplateVariables } from "./core/render.ts";
export { parseFields } from "./core/fields.ts";
export { parseEntityName, type EntityName } from "./core/names.ts";
export { parseFlatName, parsePieceName, type PieceName } from "./core/piece-name.ts";
export { migrationPath } from "./core/migration-file.ts";
export { testPlace, type TestPlace } from "./core/test-place.ts";
export { create, edit, refuse } from "./own/operations.ts";
export { planFiles, type PlanFilesOptions } from "./own/plan-files.ts";
