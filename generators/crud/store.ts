import type { Field } from "../core/field.ts";
import type { EntityName } from "../core/names.ts";
import type { CreateOperation, ProjectFacts } from "../core/plan.ts";
import type { Render, TemplateVariables } from "../core/render.ts";
import { renderModel } from "../model.ts";

export interface Stored {
  readonly entity: EntityName;
  /** Every stored field, that of the owner included. */
  readonly fields: readonly Field[];
}

interface Rendering {
  readonly variables: TemplateVariables;
  readonly facts: ProjectFacts;
  readonly render: Render;
}

/**
 * Everything of a resource that knows its database: model, migration, factory, service and seed. Routes, pages and tests stand
 * before it and know the service alone, so that a database of another kind is another set of these files and nothing else.
 */
export function renderStore(stored: Stored, { variables, facts, render }: Rendering): readonly CreateOperation[] {
  return [...renderModel({ ...stored, alone: false }, facts, render), ...render("store", variables)];
}
