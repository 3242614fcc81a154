import { Recoverable, start, type REPLServer } from "node:repl";
import { join } from "node:path";
import type { AsyncCompleter } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { styleText } from "node:util";

import type {
  CompiledInput,
  CompiledProject,
  ConsoleOptions,
  Failure,
  InputCode,
  InputMistake,
} from "../dev/messages.ts";
import { toFailure } from "../dev/failure.ts";
import { complete } from "./complete.ts";
import type { ProjectConsole } from "./project-console.ts";
import { describeError } from "./describe-error.ts";
import type { Evaluated } from "./evaluate.ts";
import { Leaving } from "./leaving.ts";
import { bannerOf, helpOf, promptOf } from "./prompt-texts.ts";
import { inspectValue } from "./result-text.ts";

export interface PromptHost {
  readonly stdin: Readable & { setRawMode?(on: boolean): unknown };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly compile: (source: string) => Promise<CompiledInput>;
  readonly build: () => Promise<CompiledProject | Failure>;
}

class Interrupted extends Error {}

const CLEAR_LINE = "\r\u001B[K";

/** A prompt on a terminal. Lines that come while an input runs wait for their turn. */
export class ConsolePrompt {
  readonly #console: ProjectConsole;
  readonly #host: PromptHost;
  readonly #colors: boolean;
  readonly #server: REPLServer;
  /** Resolves when its user leaves. */
  readonly closed: Promise<void>;
  readonly #lines: string[] = [];
  /** What the last line has asked for. The server would run it in a domain, which takes uncaught errors for itself. */
  #work: (() => Promise<void>) | null = null;
  #running: Promise<void> | null = null;
  #interruption: AbortController | null = null;
  #isDraining = false;
  /** The lines of an input that goes on. */
  #unfinished = "";
  /** Another Ctrl-C leaves. */
  #isArmed = false;

  static async open(project: ProjectConsole, options: ConsoleOptions, host: PromptHost): Promise<ConsolePrompt> {
    host.stdout.write(bannerOf(project, options));
    const prompt = new ConsolePrompt(project, options, host);
    await prompt.#openHistory();
    return prompt;
  }

  private constructor(project: ProjectConsole, options: ConsoleOptions, host: PromptHost) {
    this.#console = project;
    this.#host = host;
    this.#colors = options.colors;
    this.#server = start({
      prompt: promptOf(project, options),
      input: host.stdin,
      output: host.stdout,
      terminal: host.stdout.isTTY === true,
      useGlobal: true,
      ignoreUndefined: true,
      writer: (value) => this.#valueText(value),
      completer: (line, done) => void this.#complete(line, done),
      eval: (source, ...[, , done]) => {
        this.#work = () => this.#evaluate(source, done);
      },
    });
    this.#takeLines();
    this.#takeInterrupts();
    this.#addCommands();
    this.closed = new Promise((resolve) => {
      this.#server.once("exit", () => void this.#drained().then(resolve));
    });
  }

  /** Shows an error that nobody caught. */
  show(error: unknown): void {
    const { stdout } = this.#host;
    if (stdout.isTTY === true) stdout.write(CLEAR_LINE);
    this.#print(this.#errorText(error, "Uncaught"));
    if (this.#running === null) this.#server.displayPrompt(true);
  }

  /** Cancels what runs. */
  interrupt(): void {
    this.#interruption?.abort(new Interrupted());
  }

  close(): void {
    this.#server.close();
  }

  /** The server handles a line at once; an input takes its time to be compiled and run. */
  #takeLines(): void {
    const listeners = this.#server.listeners("line") as ((line: string) => void)[];
    this.#server.removeAllListeners("line");
    this.#server.on("line", (line) => {
      this.#isArmed = false;
      this.#lines.push(line);
      if (!this.#isDraining) void this.#drain(listeners);
    });
  }

  async #drain(listeners: readonly ((line: string) => void)[]): Promise<void> {
    this.#isDraining = true;
    for (let line = this.#lines.shift(); line !== undefined; line = this.#lines.shift()) {
      for (const listener of listeners) listener.call(this.#server, line);
      this.#running = this.#work?.() ?? null;
      this.#work = null;
      await this.#running;
      this.#running = null;
    }
    this.#isDraining = false;
  }

  async #drained(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  #takeInterrupts(): void {
    const listeners = this.#server.listeners("SIGINT") as (() => void)[];
    this.#server.removeAllListeners("SIGINT");
    this.#server.on("SIGINT", () => {
      const isEmpty = this.#server.line === "" && this.#unfinished === "";
      this.#unfinished = "";
      if (this.#interruption !== null) this.interrupt();
      else if (isEmpty && this.#isArmed) this.#server.close();
      else {
        this.#isArmed = isEmpty;
        for (const listener of listeners) listener.call(this.#server);
      }
    });
  }

  async #evaluate(source: string, done: (error: Error | null, result: unknown) => void): Promise<void> {
    this.#unfinished = "";
    const input = await this.#compiled(source);
    if (input?.kind === "code") {
      const evaluated = await this.#run(input);
      return done(null, evaluated?.value);
    }
    if (input?.isIncomplete === true) {
      this.#unfinished = source;
      return done(new Recoverable(new SyntaxError(input.message)), undefined);
    }
    if (input !== null) this.#print(this.#mistakeText(input));
    done(null, undefined);
  }

  async #compiled(source: string): Promise<CompiledInput | null> {
    try {
      return await this.#host.compile(source);
    } catch (error) {
      this.#print(this.#errorText(error));
      return null;
    }
  }

  /** In an object: a value that is a promise is not waited for. */
  async #run(input: InputCode): Promise<Evaluated> {
    this.#interruption = new AbortController();
    const { signal } = this.#interruption;
    try {
      const evaluated = await this.#console.evaluator.run(input, {
        signal,
        breakable: (run) => this.#withSignals(run),
      });
      if (evaluated !== undefined && evaluated.value === undefined) this.#print(this.#dim("undefined"));
      return evaluated;
    } catch (error) {
      if (error instanceof Interrupted || isBreak(error)) {
        this.#isArmed = true;
        this.#print(this.#dim("interrupted; Ctrl-C again leaves"));
      } else if (!(error instanceof Leaving)) this.#print(this.#errorText(error, "Uncaught"));
      return undefined;
    } finally {
      this.#interruption = null;
    }
  }

  /** In raw mode Ctrl-C is a key, which nobody reads while code runs. */
  #withSignals<T>(run: () => T): T {
    const { stdin } = this.#host;
    stdin.setRawMode?.(false);
    try {
      return run();
    } finally {
      stdin.setRawMode?.(true);
    }
  }

  async #reload(): Promise<void> {
    const built = await this.#host.build();
    if ("code" in built) return this.#print(this.#failureText(built));
    try {
      const dropped = await this.#console.reload(built);
      this.#print(
        dropped.length === 0
          ? "reloaded"
          : `reloaded; gone, as they held something of the old code: ${dropped.join(", ")}`,
      );
    } catch (error) {
      this.#print(this.#failureText(toFailure(error, built)));
    }
  }

  #addCommands(): void {
    this.#server.defineCommand("reload", {
      help: "Load the project anew, with what was edited",
      action: () => {
        this.#work = () => this.#reload().finally(() => this.#server.displayPrompt());
      },
    });
    this.#server.defineCommand("help", {
      help: "Print this help",
      action: () => {
        this.#print(helpOf(this.#server.commands));
        this.#server.displayPrompt();
      },
    });
  }

  async #complete(line: string, done: Parameters<AsyncCompleter>[1]): Promise<void> {
    const commands = Object.keys(this.#server.commands);
    done(null, await complete({ line, above: this.#unfinished, console: this.#console, commands }));
  }

  #openHistory(): Promise<void> {
    if (!this.#server.terminal) return Promise.resolve();
    const file = join(this.#console.root, ".mega", "console-history");
    return new Promise((resolve) => this.#server.setupHistory(file, () => resolve()));
  }

  /** What is shown of a value may be code of its own, which throws. */
  #valueText(value: unknown): string {
    try {
      return inspectValue(value, this.#colors);
    } catch (error) {
      return this.#errorText(error, "cannot be shown:");
    }
  }

  #mistakeText({ message, frame }: InputMistake): string {
    return [`${this.#red("error:")} ${message}`, ...(frame === null ? [] : [frame])].join("\n");
  }

  #failureText({ message, hint, at }: Failure): string {
    const place = at === undefined || message.includes(at.file) ? "" : `${at.file}:${at.line}:${at.column}: `;
    const lines = [`${this.#red("error:")} ${place}${message}`, ...(hint === undefined ? [] : [`hint: ${hint}`])];
    return [...lines, this.#dim("the code of before goes on; correct that, then .reload again")].join("\n");
  }

  #errorText(error: unknown, before = "error:"): string {
    const { message, lines, hint } = describeError(error, this.#console);
    const frames = lines.map((line) => this.#dim(`    ${line}`));
    return [`${this.#red(before)} ${message}`, ...frames, ...(hint === undefined ? [] : [`hint: ${hint}`])].join("\n");
  }

  #red(text: string): string {
    return this.#colors ? styleText("red", text) : text;
  }

  #dim(text: string): string {
    return this.#colors ? styleText("dim", text) : text;
  }

  #print(text: string): void {
    this.#host.stdout.write(`${text}\n`);
  }
}

/** SIGINT has broken what was synchronous. */
function isBreak(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_INTERRUPTED";
}
