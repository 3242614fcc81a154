import { Evaluator, type EvaluateOptions } from "../../../runtime/console/evaluate.ts";
import { ConsoleScope } from "../../../runtime/console/scope.ts";
import { compileInput } from "../../../src/dev/console/compile-input.ts";

/** Inputs of one console, without a project. */
export class Inputs {
  readonly scope: ConsoleScope = new ConsoleScope("/project", "file:///project/");
  readonly evaluator: Evaluator = new Evaluator(this.scope);

  /** The value of an input; undefined when its last statement is none. */
  async run(source: string, options?: EvaluateOptions): Promise<unknown> {
    const input = await compileInput(source);
    if (input.kind === "mistake") throw new Error(input.message);
    return (await this.evaluator.run(input, options))?.value;
  }

  async thrownBy(source: string): Promise<unknown> {
    try {
      await this.run(source);
    } catch (error) {
      return error;
    }
    throw new Error("it threw nothing");
  }
}
