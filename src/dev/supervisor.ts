import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

import type { Failure, WatchSettings } from "../../runtime/dev/messages.ts";
import type { FoundManifest } from "../project/manifest.ts";
import { relativePath } from "../project/relative-path.ts";
import { ChangeSet } from "./change-set.ts";
import type { Build } from "./compiler.ts";
import { crashFailure } from "./crash-failure.ts";
import { reportFailure } from "./failure-report.ts";
import { Generation } from "./generation.ts";
import { failureOf } from "./run-project.ts";
import { whenSlow } from "./slow-start.ts";
import type { SupervisorParts } from "./supervisor-parts.ts";
import { begin, type Effect, type Event, type Policy, type State, type Step, transition } from "./supervisor-state.ts";
import { differsByTexts, exchangeTexts } from "./text-exchange.ts";

type Settings = Policy & Pick<WatchSettings, "graceMs">;

interface Attempt {
  readonly number: number;
  readonly startedAt: Date;
  readonly discarded: AbortController;
}

/** What the loop does until a first version tells its own settings. */
const FIRST_WATCH: Settings = { debounceMs: 0, graceMs: 5_000, onError: "page" };
/** What a version that takes over has to itself, for its first answers, before the old one ends. */
const FIRST_ANSWERS_MS = 20;
/** What a stop of everything gives to requests under way, at most. */
const STOP_GRACE_MS = 5_000;

/** Carries out what `supervisor-state.ts` decides: builds, starts, swaps and ends versions of the app. */
export class Supervisor {
  readonly #parts: SupervisorParts;
  readonly #changes = new ChangeSet();
  readonly #live = new Map<number, Generation>();
  readonly #ending = new Set<Promise<void>>();
  /** Ends `run`. */
  #ended: () => void = () => {};
  #state: State;
  #attempt: Attempt | null = null;
  #watch = FIRST_WATCH;
  /** The terminal has the last failure. */
  #reported: Promise<void> = Promise.resolve();
  /** Files saved and not yet read. */
  #saved = new Set<string>();
  /** Files that differ from what serves, from the project's root with `/`. */
  readonly #changed = new Set<string>();
  /** By hand: a new process, whatever was saved. */
  #isRestart = false;
  #comparing = false;
  #quiet = new AbortController();
  /** What ended the loop, if it was no stop. */
  #fatal: { readonly error: unknown } | null = null;

  constructor(parts: SupervisorParts) {
    this.#parts = parts;
    this.#state = { kind: "stopping" };
  }

  /** Runs until `stop`, or until something ends it that no save can repair. */
  run(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#ended = () => (this.#fatal === null ? resolve() : reject(this.#fatal.error));
      this.#enter(begin(this.#now()));
    });
  }

  /** A file event: closes the gate in the same turn. */
  saved(file: string): void {
    this.#saved.add(file);
    this.#dispatch({ kind: "saved", at: this.#now() });
  }

  restart(): void {
    this.#isRestart = true;
    this.#dispatch({ kind: "restart", at: this.#now() });
  }

  stop(): void {
    this.#dispatch({ kind: "stop" });
  }

  #dispatch(event: Event): void {
    this.#enter(transition(this.#state, event, this.#watch));
  }

  #enter({ state, effects }: Step): void {
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: Effect): void {
    switch (effect.kind) {
      case "closeGate":
        return this.#parts.front.setGate({ kind: "closed" });
      case "openGate":
        return this.#openGate(effect.generation);
      case "showFailure":
        return this.#run(this.#showFailure(effect.failure));
      case "report":
        this.#reported = this.#report(effect.failure);
        return this.#run(this.#reported);
      case "announce":
        return this.#announce(effect.generation, effect.since);
      case "compare":
        return this.#run(this.#compare());
      case "build":
        return this.#track(this.#build(effect.generation));
      case "discard":
        return this.#attempt?.discarded.abort();
      case "retire":
        return this.#retire(effect.generation);
      case "waitForQuiet":
        return this.#run(this.#waitForQuiet(effect.ms));
      case "shutDown":
        return this.#run(this.#shutDown());
    }
  }

  /** Effects handle their own failures; what gets here ends the loop, and `run` rejects with it. */
  #run(effect: Promise<void>): void {
    effect.catch((error: unknown) => {
      this.#fatal ??= { error };
      this.stop();
    });
  }

  /** An effect that must have ended before the loop has. */
  #track(effect: Promise<void>): void {
    this.#ending.add(effect);
    this.#run(effect.finally(() => this.#ending.delete(effect)));
  }

  #openGate(number: number): void {
    const generation = this.#live.get(number);
    if (generation !== undefined) this.#parts.front.setGate({ kind: "open", backend: generation.backend });
  }

  async #report(failure: Failure): Promise<void> {
    const keeps = this.#state.kind === "broken" && this.#state.last !== null;
    await this.#parts.onFailure(await reportFailure(failure, this.#parts.root), keeps);
  }

  async #showFailure(failure: Failure): Promise<void> {
    const report = await reportFailure(failure, this.#parts.root);
    await this.#reported;
    if (this.#state.kind !== "broken" || this.#state.failure !== failure) return;
    const code = this.#state.cause === "crash" ? "app_crashed" : "dev_build_failed";
    this.#parts.front.setGate({ kind: "failing", code, report });
  }

  #announce(number: number, since: number): void {
    const files = [...this.#changed];
    this.#changed.clear();
    this.#isRestart = false;
    const generation = this.#live.get(number);
    if (generation === undefined) return;
    // Ahead of what it says itself of its first answers.
    this.#parts.onSwap({ generation, files, ms: Math.round(this.#now() - since) });
  }

  async #compare(): Promise<void> {
    if (this.#comparing) return;
    this.#comparing = true;
    let changed: readonly string[] = [];
    while (this.#saved.size > 0) {
      const files = this.#saved;
      this.#saved = new Set();
      changed = await this.#changes.read(files);
    }
    this.#comparing = false;
    for (const file of changed) this.#changed.add(relativePath(this.#parts.root, file));
    this.#dispatch({ kind: "compared", changed: changed.length > 0, at: this.#now() });
  }

  async #build(number: number): Promise<void> {
    const attempt: Attempt = { number, startedAt: this.#parts.now(), discarded: new AbortController() };
    this.#attempt = attempt;
    this.#changes.settle();
    try {
      if (await this.#exchange(attempt)) return;
      const build = await this.#parts.compiler.compile();
      const generation = await this.#boot(attempt, build);
      if (generation === null) return;
      this.#dispatch({ kind: "ready", generation: number });
      await this.#changes.learn(
        build.files.map((file) => join(this.#parts.root, file)),
        attempt.startedAt.getTime(),
      );
    } catch (error) {
      if (!attempt.discarded.signal.aborted)
        this.#dispatch({ kind: "failed", generation: number, failure: failureOf(error), at: this.#now() });
    }
  }

  /** Makes the version that runs the new one, in its process; false when it takes more than other texts. */
  async #exchange({ number, discarded: { signal } }: Attempt): Promise<boolean> {
    if (this.#state.kind !== "building" || this.#state.last === null || this.#isRestart) return false;
    const { last } = this.#state;
    const running = this.#live.get(last);
    if (running === undefined || !differsByTexts(running, [...this.#changed], this.#parts.reactionTo)) return false;
    const find = (): FoundManifest => this.#parts.compiler.find();
    if (!(await exchangeTexts(running, { find, number, signal }))) return true;
    this.#live.delete(last);
    this.#live.set(number, running);
    this.#dispatch({ kind: "ready", generation: number });
    return true;
  }

  /** Null when the attempt was discarded on the way; then nothing of it is left. */
  async #boot(attempt: Attempt, build: Build): Promise<Generation | null> {
    const { signal } = attempt.discarded;
    if (signal.aborted) return this.#drop(build);
    const runtime = await this.#parts.spawn();
    const kill = (): void => void runtime.kill();
    signal.addEventListener("abort", kill);
    if (signal.aborted) kill();
    const { number } = attempt;
    const { sockets, migrate, flags, app } = this.#parts;
    const started = whenSlow((ms) => this.#parts.onSlow({ files: [...this.#changed], ms }));
    const socketPath = join(sockets, `${number}.sock`);
    try {
      const listen = { kind: "socket", path: socketPath } as const;
      const ready = await runtime.load(build, { generation: number, listen, migrate, flags, app });
      const generation = new Generation({ number, build, runtime, ready, socketPath });
      await this.#parts.onReady(generation, attempt.startedAt);
      if (signal.aborted) return this.#drop(build);
      this.#keep(generation);
      return generation;
    } catch (error) {
      await runtime.kill();
      await build.remove();
      throw error;
    } finally {
      started.abort();
      signal.removeEventListener("abort", kill);
    }
  }

  async #drop(build: Build): Promise<null> {
    await build.remove();
    return null;
  }

  #keep(generation: Generation): void {
    this.#live.set(generation.number, generation);
    this.#watch = generation.ready.watch;
    const onExit = generation.exited.then((exit) => {
      // Other texts gave it another number.
      const [number] = [...this.#live].find(([, live]) => live === generation) ?? [];
      const crashed = number !== undefined && this.#live.delete(number);
      if (crashed) this.#dispatch({ kind: "crashed", generation: number, failure: untilSaved(crashFailure(exit)) });
      return generation.clean();
    });
    this.#run(onExit);
  }

  #retire(number: number): void {
    const generation = this.#live.get(number);
    if (generation === undefined) return;
    this.#live.delete(number);
    const { graceMs } = this.#watch;
    this.#track(setTimeout(FIRST_ANSWERS_MS).then(() => generation.retire(graceMs)));
  }

  async #waitForQuiet(ms: number): Promise<void> {
    this.#quiet.abort();
    this.#quiet = new AbortController();
    const { signal } = this.#quiet;
    await setTimeout(ms, null, { signal }).catch(() => {});
    if (!signal.aborted) this.#dispatch({ kind: "quiet" });
  }

  async #shutDown(): Promise<void> {
    this.#quiet.abort();
    this.#attempt?.discarded.abort();
    this.#parts.front.close();
    const grace = Math.min(this.#watch.graceMs, STOP_GRACE_MS);
    for (const generation of this.#live.values()) this.#ending.add(generation.retire(grace));
    this.#live.clear();
    await Promise.allSettled(this.#ending);
    this.#parts.front.end();
    this.#ended();
  }

  #now(): number {
    return performance.now();
  }
}

function untilSaved(failure: Failure): Failure {
  if (failure.code !== "app_crashed") return failure;
  return {
    ...failure,
    hint: `${failure.hint}. Any save starts the app again, and so does r with Enter in the terminal`,
  };
}
