import { checkAddresses } from "./addresses.ts";
import type { Operation, ProjectFacts } from "./plan.ts";
import { checkFree } from "./taken.ts";

/**
 * What every generator's plan is held against: nothing new has the name of what is there, or answers its addresses.
 * Throws a GeneratorError `name_taken`.
 */
export function checkPlan(operations: readonly Operation[], facts: ProjectFacts): void {
  checkFree(operations, facts);
  checkAddresses(operations, facts);
}
