import type {
  ConsoleAnswer,
  ConsoleOptions,
  ConsoleQuestion,
  ConsoleResult,
  InputCode,
} from "../../../runtime/dev/messages.ts";
import type { ProjectCommandInput } from "../../command.ts";
import { CliError, RuntimeFailure } from "../../errors.ts";
import type { Compiler } from "../compiler.ts";
import { explained, failureOf, withBuild } from "../run-project.ts";
import { compiledOf } from "../runtime-process.ts";
import { compileInput } from "./compile-input.ts";

export type ConsoleRequest = Omit<ConsoleOptions, "input"> & {
  /** TypeScript to run; null for a prompt. */
  readonly code: string | null;
};

/**
 * Builds the project, boots it in a process of its own, and is its compiler until it ends.
 * Throws CliError `input_invalid` for code with a mistake, and a RuntimeFailure for code that throws.
 */
export async function runConsole(
  input: ProjectCommandInput,
  { code, ...options }: ConsoleRequest,
): Promise<ConsoleResult> {
  const { cli } = input;
  const hasTerminal = code === null;
  if (hasTerminal) cli.leaveInterrupts();
  // Also of nothing: the first line at a prompt is not to wait for the compiler to start.
  const compiled = codeOf(code ?? "").then((it) => (hasTerminal ? null : it));
  // Told when it is needed.
  compiled.catch(() => {});
  const compiling = new Compiling();
  const onQuestion = (question: ConsoleQuestion): Promise<ConsoleAnswer> => compiling.answer(question);
  try {
    return await withBuild(
      input,
      { appOutput: "result", console: { hasTerminal, onQuestion } },
      async (runtime, build, compiler) => {
        compiling.compiler = compiler;
        // It gives the terminal back and closes its databases.
        const stop = (): void => void runtime.stop(STOP_GRACE_MS);
        if (hasTerminal) cli.signal.addEventListener("abort", stop, { once: true });
        const signal = hasTerminal ? new AbortController().signal : cli.signal;
        const result = await runtime.openConsole(build, { ...options, input: await compiled }, signal);
        await runtime.exited;
        return result;
      },
    );
  } catch (error) {
    // What the code itself has thrown says where in its details.
    throw error instanceof RuntimeFailure && error.failure.code === "code_threw"
      ? error
      : await explained(error, input);
  }
}

async function codeOf(source: string): Promise<InputCode> {
  const input = await compileInput(source);
  if (input.kind === "code") return input;
  const { isIncomplete, message, frame } = input;
  throw new CliError("input_invalid", { reason: isIncomplete ? `it is not complete: ${message}` : message, frame });
}

const STOP_GRACE_MS = 2_000;

/** Ctrl-C on a terminal also ends esbuild, which is a process of its own: then it is started anew. */
async function withEsbuild<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!/The service (?:is no longer running|was stopped)/.test(String(error))) throw error;
    const { stop } = await import("esbuild");
    await stop();
    return work();
  }
}

/** Answers a console. */
class Compiling {
  compiler: Compiler | undefined;

  /** Never rejects. */
  async answer(question: ConsoleQuestion): Promise<ConsoleAnswer> {
    try {
      return await withEsbuild(() => this.#work(question));
    } catch (error) {
      return { kind: "failed", failure: failureOf(error) };
    }
  }

  async #work(question: ConsoleQuestion): Promise<ConsoleAnswer> {
    if (question.kind === "compile") return { kind: "compiled", input: await compileInput(question.source) };
    // Asked once the first build has been handed over.
    return { kind: "built", project: compiledOf(await (this.compiler as Compiler).compile()) };
  }
}
