import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

import type {
  Address,
  AppTexts,
  CompiledProject,
  ConsoleOptions,
  ConsoleResult,
  Failure,
  FromChild,
  Listen,
  ServerSettings,
  Subject,
  TaskArgs,
  TaskName,
  TaskResults,
  ToChild,
  ToConsole,
  WatchSettings,
} from "../../runtime/dev/messages.ts";
import { CliError, RuntimeFailure } from "../errors.ts";
import { exitFailure, exitOf, type RuntimeExit } from "./runtime-exit.ts";
import { outputOf, type RuntimeOptions } from "./runtime-options.ts";

export interface LoadOptions {
  /** The version of the app that it is to be, counted from 1. */
  readonly generation: number;
  readonly listen: Listen;
  readonly migrate: boolean;
  /** What was typed. */
  readonly flags: Partial<ServerSettings>;
  /** Serves this app alone. */
  readonly app?: string | undefined;
}

export interface ReadyRuntime {
  readonly address: Address;
  readonly server: ServerSettings;
  readonly watch: WatchSettings;
}

/** A boot that takes longer than this hangs: a service that waits for something that never comes. */
const BOOT_LIMIT_MS = 60_000;
/** What a process gets after its grace to react to a signal before the next harder one. */
const SIGNAL_MS = 1_000;

/** Windows has none: there it runs on. */
const HAS_PAUSE = "SIGSTOP" in constants.signals;

type AnswerKind = "prepared" | "ready" | "result" | "reloaded" | "opened";

type Body<Message> = Message extends unknown ? Omit<Message, "v" | "generation"> : never;

/** What a process needs to get ready for its project. */
export interface Preparation {
  /** `imports` of the project's last build; null for none. */
  readonly imports: string | null;
  /** A folder that only this user can enter, for sockets. */
  readonly sockets: string;
  /** Names of schemas that the project is likely to need. */
  readonly schemas: readonly string[];
}

/** One runtime process, spoken to over IPC. It never outlives this process: it leaves when the channel closes. */
export class RuntimeProcess {
  readonly #root: string;
  readonly #child: ChildProcess;
  readonly #onEvent: RuntimeOptions["onEvent"];
  readonly #onQuestion: RuntimeOptions["onQuestion"];
  readonly #observe: boolean;
  /** Settles once, never rejects. */
  readonly exited: Promise<RuntimeExit>;
  readonly #answers = new Map<AnswerKind, (message: FromChild) => void>();
  #failure: Failure | null = null;
  #reloading: Promise<unknown> = Promise.resolve();
  /** 0 until it is told which version of the app it is. */
  #generation = 0;

  constructor(options: RuntimeOptions) {
    this.#root = options.root;
    this.#onEvent = options.onEvent;
    this.#onQuestion = options.onQuestion;
    this.#observe = options.observe === true;
    this.#child = spawn(options.node, [...(options.nodeFlags ?? []), options.entry], {
      cwd: options.root,
      env: { ...options.env },
      stdio: [
        options.hasTerminal === true ? "inherit" : "ignore",
        outputOf(options.stdout),
        outputOf(options.stderr),
        "ipc",
      ],
    });
    this.#child.stdout?.pipe(options.stdout, { end: false });
    this.#child.stderr?.pipe(options.stderr, { end: false });
    this.#child.on("message", (message) => this.#receive(message as FromChild));
    this.exited = exitOf(this.#child, () => this.#failure);
  }

  /** Whether it can still be given something to do. */
  get isRunning(): boolean {
    return this.#child.connected;
  }

  /** Lets it pass the time until its project comes with what makes that start faster; waits until that is done. */
  async prepare({ sockets, ...rest }: Preparation): Promise<void> {
    const socket = join(sockets, `rehearsal-${this.#child.pid}.sock`);
    const prepared = this.#answer("prepared", new AbortController().signal);
    this.#send({ kind: "prepare", root: this.#root, socket, ...rest });
    // One that ends meanwhile is told of when it is taken.
    await prepared.catch(() => {});
  }

  /** Has it stand still until `resume`, so that it takes no processor from another. */
  pause(): void {
    if (HAS_PAUSE) this.#child.kill("SIGSTOP");
  }

  resume(): void {
    if (HAS_PAUSE) this.#child.kill("SIGCONT");
  }

  /** Boots the project and listens. Throws a RuntimeFailure with what kept it from that. */
  async load(project: CompiledProject, { generation, ...options }: LoadOptions): Promise<ReadyRuntime> {
    this.#generation = generation;
    const answer = this.#answer("ready", AbortSignal.timeout(BOOT_LIMIT_MS));
    this.#send({ kind: "load", project: compiledOf(project), observe: this.#observe, ...options });
    const { address, server, watch } = await answer;
    return { address, server, watch };
  }

  /**
   * Exchanges the texts of the apps that it serves; from then on it is version `generation`. Calls are carried out in
   * their order. Throws a RuntimeFailure for texts that cannot be used: then it goes on with those it had.
   */
  reload(texts: Readonly<Record<string, AppTexts>>, generation: number): Promise<void> {
    const reload = async (): Promise<void> => {
      this.#generation = generation;
      const answer = this.#answer("reloaded", AbortSignal.timeout(BOOT_LIMIT_MS));
      this.#send({ kind: "reload", texts });
      const { failure } = await answer;
      if (failure !== null) throw new RuntimeFailure(failure);
    };
    const next = this.#reloading.then(reload, reload);
    this.#reloading = next;
    return next;
  }

  /** Asks what it serves about itself; the answer is an event. */
  inspect(subject: Subject): void {
    this.#send({ kind: "inspect", subject });
  }

  /** Runs one task to its end; an abort of `signal` kills it. */
  async run<Task extends TaskName>(
    project: CompiledProject,
    task: Task,
    given: { readonly args: TaskArgs; readonly signal: AbortSignal },
  ): Promise<TaskResults[Task]> {
    const answer = this.#answer("result", given.signal);
    this.#send({ kind: "run", project: compiledOf(project), task, args: given.args });
    const { data } = await answer;
    // The table of messages.ts says what each task answers with.
    return data as TaskResults[Task];
  }

  /** Boots the project for a console and stays with it to its end; an abort of `signal` kills it. */
  async openConsole(project: CompiledProject, options: ConsoleOptions, signal: AbortSignal): Promise<ConsoleResult> {
    const result = this.#answer("result", signal);
    // Whatever ends it ends both waits.
    result.catch(() => {});
    const opened = this.#answer("opened", AbortSignal.any([signal, AbortSignal.timeout(BOOT_LIMIT_MS)]));
    this.#send({ kind: "console", project: compiledOf(project), options });
    await opened;
    const { data } = await result;
    // The messages of a console say so.
    return data as ConsoleResult;
  }

  /** Asks it to finish what it began and to leave; SIGTERM after `graceMs`, SIGKILL a second later. */
  async stop(graceMs: number): Promise<RuntimeExit> {
    this.#send({ kind: "stop", graceMs });
    if (!(await this.#leavesWithin(graceMs + SIGNAL_MS / 2))) this.#child.kill("SIGTERM");
    if (!(await this.#leavesWithin(SIGNAL_MS))) this.#child.kill("SIGKILL");
    return this.exited;
  }

  /** Ends it at once: for a process that serves nobody. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.exited;
  }

  #receive(message: FromChild): void {
    switch (message.kind) {
      case "prepared":
      case "ready":
      case "result":
      case "reloaded":
      case "opened":
        this.#answers.get(message.kind)?.(message);
        break;
      case "failed":
        this.#failure = message.error;
        break;
      case "event":
        this.#onEvent?.(message.event, message.generation);
        break;
      case "question":
        void this.#reply(message);
        break;
    }
  }

  async #answer<Kind extends AnswerKind>(kind: Kind, signal: AbortSignal): Promise<Extract<FromChild, { kind: Kind }>> {
    const answered = new Promise<FromChild>((resolve) => this.#answers.set(kind, resolve));
    const waiting = new AbortController();
    try {
      const outcome = await Promise.race([answered, this.exited, aborted(signal, waiting.signal)]);
      if (outcome === "aborted") {
        await this.kill();
        throw signal.reason instanceof DOMException
          ? new RuntimeFailure(BOOT_TIMEOUT)
          : new CliError("interrupted", { signal: String(signal.reason) });
      }
      // The map holds one resolver a kind, so an answer is of the kind that was waited for.
      if ("kind" in outcome) return outcome as Extract<FromChild, { kind: Kind }>;
      throw new RuntimeFailure(exitFailure(outcome));
    } finally {
      waiting.abort();
      this.#answers.delete(kind);
    }
  }

  async #reply({ id, question }: Extract<FromChild, { kind: "question" }>): Promise<void> {
    const answer = await this.#onQuestion?.(question);
    if (answer !== undefined) this.#send({ kind: "answer", id, answer });
  }

  #send(message: Body<ToChild | ToConsole>): void {
    if (!this.#child.connected) return;
    // A process that has just gone tells so by its exit.
    this.#child.send({ v: 1, generation: this.#generation, ...message }, () => {});
  }

  async #leavesWithin(ms: number): Promise<boolean> {
    const waiting = new AbortController();
    const late = setTimeout(ms, "late", { signal: waiting.signal }).catch(() => "late");
    const outcome = await Promise.race([this.exited, late]);
    waiting.abort();
    return outcome !== "late";
  }
}

/** What of a build crosses the border. */
export function compiledOf({ entry, imports, modules, root, files }: CompiledProject): CompiledProject {
  return { entry, imports, modules, root, files };
}

const BOOT_TIMEOUT: Failure = {
  code: "boot_timeout",
  message: `the app was not ready ${BOOT_LIMIT_MS / 1000} s after it was started`,
  hint: "something that runs at the start waits for an answer that does not come: a database, a service, a top-level await",
};

async function aborted(signal: AbortSignal, done: AbortSignal): Promise<"aborted"> {
  if (!signal.aborted) await once(signal, "abort", { signal: done }).catch(() => {});
  return "aborted";
}
