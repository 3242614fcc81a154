import { SourceMap, type SourceMapPayload } from "node:module";
import { Script } from "node:vm";

import type { InputCode } from "../dev/messages.ts";
import { SCOPE, type ConsoleScope } from "./scope.ts";

/** A value; nothing when the last statement of an input is no expression. */
export type Evaluated = { readonly value: unknown } | undefined;

export interface EvaluateOptions {
  /** Ends the wait for an input; its reason is thrown. */
  readonly signal?: AbortSignal;
  /** Runs what is synchronous of an input in a way that SIGINT can break. */
  readonly breakable?: <T>(run: () => T) => T;
}

/** Where in an input, counted from 1. */
export interface InputPlace {
  readonly line: number;
  readonly column: number;
}

/** Runs compiled inputs within one scope, and knows their lines. */
export class Evaluator {
  readonly #scope: ConsoleScope;
  readonly #inputs: { readonly map: SourceMap; readonly lines: number }[] = [];

  constructor(scope: ConsoleScope) {
    this.#scope = scope;
  }

  /** Throws what the input throws. */
  async run(input: InputCode, { signal, breakable }: EvaluateOptions = {}): Promise<Evaluated> {
    this.#scope.declare(input);
    // esbuild writes what Node reads.
    const map = new SourceMap(JSON.parse(input.map) as SourceMapPayload);
    const count = this.#inputs.push({ map, lines: input.code.split("\n").length });
    const script = new Script(wrapped(input), { filename: `input[${count}]` });
    const start = (): Promise<Evaluated> =>
      script.runInThisContext({ breakOnSigint: breakable !== undefined }) as Promise<Evaluated>;
    const running = breakable === undefined ? start() : breakable(start);
    if (signal === undefined) return running;
    // What it throws later is nobody's.
    running.catch(() => {});
    return Promise.race([running, abortOf(signal)]);
  }

  /** The place in an input that a place in its compiled code comes from; null within what is wrapped around it. */
  placeOf(input: number, { line, column }: InputPlace): InputPlace | null {
    const known = this.#inputs[input - 1];
    if (known === undefined || line === 1 || line > known.lines) return null;
    const entry = known.map.findEntry(line - 2, column - 1);
    if (!("originalLine" in entry)) return null;
    return { line: entry.originalLine, column: entry.originalColumn + 1 };
  }
}

/** Modules are strict, so `with` stands around a function that is. */
function wrapped({ code, functions }: InputCode): string {
  const hoisted = functions.map((name) => `__scope.${name} = ${name};`).join("");
  const scope = `globalThis[Symbol.for(${JSON.stringify(SCOPE.description)})]`;
  return `with (${scope}) (async () => { "use strict"; ${hoisted}${code}\n})();`;
}

async function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
}
