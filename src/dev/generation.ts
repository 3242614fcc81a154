import { rm } from "node:fs/promises";

import type { AppTexts, Subject } from "../../runtime/dev/messages.ts";
import { Backend } from "./backend.ts";
import type { Build } from "./compiler.ts";
import type { RuntimeExit } from "./runtime-exit.ts";
import type { ReadyRuntime, RuntimeProcess } from "./runtime-process.ts";

/** Requests get the grace to end by themselves; what is left then (streams) the app may close properly in this time. */
const CLOSING_MS = 1_000;

export interface GenerationParts {
  readonly number: number;
  readonly build: Build;
  readonly runtime: RuntimeProcess;
  readonly ready: ReadyRuntime;
  readonly socketPath: string;
}

/** One version of the app that runs behind the front. */
export class Generation {
  readonly backend: Backend;
  readonly ready: ReadyRuntime;
  /** Absolute path of the module that imports for it what is not its own. */
  readonly imports: string;
  readonly exited: Promise<RuntimeExit>;
  readonly #parts: GenerationParts;
  #number: number;

  constructor(parts: GenerationParts) {
    this.#parts = parts;
    this.#number = parts.number;
    this.ready = parts.ready;
    this.imports = parts.build.imports;
    this.exited = parts.runtime.exited;
    this.backend = new Backend(parts.socketPath);
  }

  /** Other texts give it another. */
  get number(): number {
    return this.#number;
  }

  /** Whether code of it was made of this file, a path from the project's root. */
  isMadeOf(file: string): boolean {
    return this.#parts.build.files.includes(file);
  }

  /** Exchanges its texts in place, in the process that runs: it serves on as version `number`. */
  async reload(texts: Readonly<Record<string, AppTexts>>, number: number): Promise<void> {
    await this.#parts.runtime.reload(texts, number);
    this.#number = number;
  }

  /** Asks it about itself. */
  inspect(subject: Subject): void {
    this.#parts.runtime.inspect(subject);
  }

  /** Waits for what it is in the middle of, at most `graceMs`, and ends it. */
  async retire(graceMs: number): Promise<void> {
    const limit = AbortSignal.timeout(graceMs);
    const late = new Promise<void>((resolve) => limit.addEventListener("abort", () => resolve(), { once: true }));
    await Promise.race([this.backend.idle(), this.exited, late]);
    await this.#parts.runtime.stop(CLOSING_MS);
    await this.clean();
  }

  /** Removes what a version that has ended leaves behind. */
  async clean(): Promise<void> {
    this.backend.close();
    await Promise.all([this.#parts.build.remove(), rm(this.#parts.socketPath, { force: true })]);
  }
}
