import type { Readable, Writable } from "node:stream";

import { toFailure } from "../dev/failure.ts";
import type {
  CompiledInput,
  CompiledProject,
  ConsoleAnswer,
  ConsoleOptions,
  ConsoleQuestion,
  ConsoleResult,
  Failure,
  FromChild,
  InputCode,
  ToConsole,
} from "../dev/messages.ts";
import { modeOf } from "../dev/open-manifest.ts";
import { ProjectConsole } from "./project-console.ts";
import { describeError } from "./describe-error.ts";
import { Leaving } from "./leaving.ts";
import type { ConsolePrompt } from "./prompt.ts";
import { resultText } from "./result-text.ts";

/** What a console is handed of its process. */
export interface ConsoleHost {
  readonly env: Record<string, string | undefined>;
  /** Resolves when the message is on its way. */
  readonly send: (message: FromChild) => Promise<void>;
  readonly exit: (code: number) => void;
  readonly stdin: Readable & { readonly isTTY?: boolean; setRawMode?(on: boolean): unknown };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

type Body<Message> = Message extends unknown ? Omit<Message, "v" | "generation"> : never;

/** The life of the process of a console: it boots the project, runs code or a prompt, closes everything and ends. */
export class ConsoleSession {
  readonly #host: ConsoleHost;
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #questions = new Map<number, (answer: ConsoleAnswer) => void>();
  #count = 0;
  #console: ProjectConsole | undefined;
  #prompt: ConsolePrompt | undefined;
  #result: ConsoleResult = { text: null };
  #failure: Failure | undefined;
  #leaving: Promise<void> | undefined;

  constructor(host: ConsoleHost) {
    this.#host = host;
    this.#environment = { ...host.env };
  }

  /** Never rejects. */
  async receive(message: ToConsole): Promise<void> {
    if (message.kind === "answer") this.#questions.get(message.id)?.(message.answer);
    else if (message.kind === "stop") await this.leave(0);
    else await this.#start(message.project, message.options);
  }

  /** Cancels what runs at the prompt. */
  interrupt(): void {
    this.#prompt?.interrupt();
  }

  /** An error that nobody caught: it is shown, and a prompt goes on. */
  show(error: unknown): void {
    if (error instanceof Leaving) return;
    if (this.#prompt !== undefined) this.#prompt.show(error);
    else void this.#fail(error);
  }

  /** Closes everything and ends the process. */
  leave(code: number): Promise<void> {
    this.#leaving ??= this.#leave(code);
    return this.#leaving;
  }

  async #start(project: CompiledProject, options: ConsoleOptions): Promise<void> {
    try {
      this.#console = await ProjectConsole.open(project, options, {
        env: this.#host.env,
        environment: this.#environment,
        mode: modeOf(this.#environment),
        access: options.access,
        logStream: this.#host.stderr,
      });
    } catch (error) {
      this.#failure = toFailure(error, project);
      return this.leave(1);
    }
    await this.#send({ kind: "opened" });
    try {
      if (options.input === null) await this.#openPrompt(this.#console, options);
      else await this.#run(this.#console, options.input, options);
    } catch (error) {
      if (!(error instanceof Leaving)) await this.#fail(error);
    }
  }

  async #run(project: ProjectConsole, input: InputCode, options: ConsoleOptions): Promise<void> {
    const evaluated = await project.evaluator.run(input);
    // A promise is of no use to who reads the output.
    const value = await evaluated?.value;
    this.#result = { text: resultText(value, options) };
    await this.leave(0);
  }

  async #openPrompt(project: ProjectConsole, options: ConsoleOptions): Promise<void> {
    const { ConsolePrompt } = await import("./prompt.ts");
    this.#prompt = await ConsolePrompt.open(project, options, {
      stdin: this.#host.stdin,
      stdout: this.#host.stdout,
      compile: (source) => this.#compile(source),
      build: () => this.#build(),
    });
    await this.#prompt.closed;
    await this.leave(0);
  }

  async #compile(source: string): Promise<CompiledInput> {
    const answer = await this.#ask({ kind: "compile", source });
    if (answer.kind === "compiled") return answer.input;
    throw new Error(answer.kind === "failed" ? answer.failure.message : answer.kind);
  }

  async #build(): Promise<CompiledProject | Failure> {
    const answer = await this.#ask({ kind: "build" });
    if (answer.kind === "built") return answer.project;
    return answer.kind === "failed" ? answer.failure : { code: "unexpected", message: answer.kind };
  }

  #ask(question: ConsoleQuestion): Promise<ConsoleAnswer> {
    const id = ++this.#count;
    return new Promise((resolve) => {
      this.#questions.set(id, (answer) => {
        this.#questions.delete(id);
        resolve(answer);
      });
      void this.#send({ kind: "question", id, question });
    });
  }

  async #fail(error: unknown): Promise<void> {
    const { message, lines, hint } = this.#console
      ? describeError(error, this.#console)
      : { message: String(error), lines: [], hint: undefined };
    this.#failure = { code: "code_threw", message, hint, details: lines.map((line) => ({ message: line })) };
    await this.leave(1);
  }

  async #leave(code: number): Promise<void> {
    this.#prompt?.close();
    try {
      await this.#console?.close();
    } catch (error) {
      this.#failure ??= { code: "close_failed", message: String(error) };
    }
    if (this.#failure !== undefined) await this.#send({ kind: "failed", error: this.#failure });
    // Code that ended the process with another number has failed.
    else if (code === 0 || this.#prompt !== undefined) await this.#send({ kind: "result", data: this.#result });
    this.#host.exit(this.#failure === undefined ? code : 1);
  }

  async #send(message: Body<FromChild>): Promise<void> {
    await this.#host.send({ v: 1, generation: 0, ...message });
  }
}
