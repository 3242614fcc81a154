import type { DatabaseAccess } from "../core/ports.ts";
import type { CompiledProject, Failure } from "./messages.ts";

// What the process of a console and its parent tell each other. Types only.

export interface ConsoleOptions {
  /** Whose ctx and services it has; the app that takes what no other does unless said. */
  readonly app?: string | undefined;
  readonly access: DatabaseAccess;
  /** What to run for its value, which is the result; null for a prompt on the terminal that the process shares with its parent. */
  readonly input: InputCode | null;
  /** The result as JSON, or as text. */
  readonly json: boolean;
  readonly colors: boolean;
}

/** What a finished input gives: its value as the console was asked for it; null when there is nothing to print. */
export interface ConsoleResult {
  readonly text: string | null;
}

/** Only the parent has a compiler. */
export type ConsoleQuestion =
  | { readonly kind: "compile"; readonly source: string }
  /** Builds the project anew. */
  | { readonly kind: "build" };

export type ConsoleAnswer =
  | { readonly kind: "compiled"; readonly input: CompiledInput }
  | { readonly kind: "built"; readonly project: CompiledProject }
  | { readonly kind: "failed"; readonly failure: Failure };

/** One input at the prompt. */
export type CompiledInput = InputCode | InputMistake;

/**
 * The body of an async function, whose first line is the compiler's own. It finds the variables of the console in its scope, assigns to those it declares, calls
 * `__import` for imports and reads `__meta` for `import.meta`, and returns `{ value }` when its last statement is an expression.
 */
export interface InputCode {
  readonly kind: "code";
  readonly code: string;
  /** Source map of the lines after the first, JSON; it counts the lines of the input from 1. */
  readonly map: string;
  /** The variables it declares. */
  readonly declares: readonly string[];
  /** Variables that it may assign to without a declaration of them anywhere. */
  readonly assigns: readonly string[];
  /** Those of `declares` that are functions, which can be called before their line. */
  readonly functions: readonly string[];
  readonly imports: readonly InputImport[];
}

/** The variables that an import declares: local name → exported name, `*` for all of the module. */
export interface InputImport {
  readonly specifier: string;
  readonly names: Readonly<Record<string, string>>;
}

export interface InputMistake {
  readonly kind: "mistake";
  /** More lines could make it right. */
  readonly isIncomplete: boolean;
  readonly message: string;
  /** The lines around it with a mark. */
  readonly frame: string | null;
}
