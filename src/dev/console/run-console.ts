import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { dirname } from "node:path";

import type {
  CompiledProject,
  ConsoleAnswer,
  ConsoleOptions,
  ConsoleQuestion,
  ConsoleResult,
} from "../../../runtime/dev/messages.ts";
import type { ProjectCommandInput } from "../../command.ts";
import { RuntimeFailure } from "../../errors.ts";
import type { Compiler } from "../compiler.ts";
import { explained, failureOf, withBuild } from "../run-project.ts";
import { compileInput } from "./compile-input.ts";
import { copyBuild } from "./copy-build.ts";

/** Builds the project, boots it in a process of its own, and is its compiler until it ends. */
export async function runConsole(input: ProjectCommandInput, options: ConsoleOptions): Promise<ConsoleResult> {
  const { cli } = input;
  const hasTerminal = options.code === null;
  if (hasTerminal) cli.leaveInterrupts();
  const compiling = new Compiling();
  const onQuestion = (question: ConsoleQuestion): Promise<ConsoleAnswer> => compiling.answer(question);
  try {
    return await withBuild(
      input,
      { appOutput: "result", console: { hasTerminal, onQuestion } },
      async (runtime, build, compiler) => {
        compiling.compiler = compiler;
        // The first line is not to wait for esbuild to start.
        if (hasTerminal) void compileInput("");
        // It gives the terminal back and closes its databases.
        const stop = (): void => void runtime.stop(STOP_GRACE_MS);
        if (hasTerminal) cli.signal.addEventListener("abort", stop, { once: true });
        const signal = hasTerminal ? new AbortController().signal : cli.signal;
        const result = await runtime.openConsole(build, options, signal);
        await runtime.exited;
        return result;
      },
    );
  } catch (error) {
    // What the code itself has thrown says where in its details.
    throw error instanceof RuntimeFailure && error.failure.code === "code_threw"
      ? error
      : await explained(error, input);
  } finally {
    await compiling.close();
  }
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

/** Answers a console, with the copies of builds that it has got. */
class Compiling {
  compiler: Compiler | undefined;
  readonly #run = randomBytes(4).toString("hex");
  readonly #copies: CompiledProject[] = [];

  /** Never rejects. */
  async answer(question: ConsoleQuestion): Promise<ConsoleAnswer> {
    try {
      return await withEsbuild(() => this.#work(question));
    } catch (error) {
      return { kind: "failed", failure: failureOf(error) };
    }
  }

  async #work(question: ConsoleQuestion): Promise<ConsoleAnswer> {
    return question.kind === "compile"
      ? { kind: "compiled", input: await compileInput(question.source) }
      : { kind: "built", project: await this.#build() };
  }

  async close(): Promise<void> {
    await Promise.all(this.#copies.map(({ entry }) => rm(dirname(entry), { recursive: true, force: true })));
  }

  async #build(): Promise<CompiledProject> {
    // Asked once the first build has been handed over.
    const build = await (this.compiler as Compiler).compile();
    const copy = await copyBuild(build, `${this.#run}-${this.#copies.length + 1}`);
    this.#copies.push(copy);
    await build.remove();
    return copy;
  }
}
