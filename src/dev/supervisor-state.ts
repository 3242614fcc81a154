import type { Failure, WatchSettings } from "../../runtime/dev/messages.ts";

/** Times are milliseconds of any clock that does not jump. */
export interface Save {
  /** When its first file event came. */
  readonly startedAt: number;
  /** When a file was last seen to have changed. */
  readonly lastAt: number;
  /** When its last file event came, whether that was a change or not. */
  readonly heardAt: number;
}

interface Serving {
  readonly kind: "serving";
  readonly generation: number;
}

interface Broken {
  readonly kind: "broken";
  /** The number of the version that failed. */
  readonly generation: number;
  /** It cannot be made, or it ended while it served: then any save starts it again. */
  readonly cause: "build" | "crash";
  readonly failure: Failure;
  /** The version that goes on serving (`watch.onError: "keep"`), else null: everybody sees the failure. */
  readonly last: number | null;
}

/** What the loop is doing. `last` is the newest version that runs, though it gets no new requests. */
export type State =
  | Serving
  | Broken
  /** A file was saved: is anything different? */
  | { readonly kind: "checking"; readonly from: Serving | Broken; readonly save: Save }
  | { readonly kind: "building"; readonly generation: number; readonly last: number | null; readonly save: Save }
  /** Saves come one after the other, or a build failed a moment after a save: wait until it is quiet. */
  | {
      readonly kind: "settling";
      readonly generation: number;
      readonly last: number | null;
      readonly save: Save;
      /** What is wrong if nothing more comes; null when there is something new to build. */
      readonly failure: Failure | null;
    }
  | { readonly kind: "stopping" };

export type Event =
  | { readonly kind: "saved"; readonly at: number }
  | { readonly kind: "compared"; readonly changed: boolean; readonly at: number }
  | { readonly kind: "quiet" }
  | { readonly kind: "ready"; readonly generation: number }
  | { readonly kind: "failed"; readonly generation: number; readonly failure: Failure; readonly at: number }
  | { readonly kind: "crashed"; readonly generation: number; readonly failure: Failure }
  | { readonly kind: "restart"; readonly at: number }
  | { readonly kind: "stop" };

export type Effect =
  | { readonly kind: "closeGate" }
  | { readonly kind: "openGate"; readonly generation: number }
  /** Everybody who asks gets to see the failure. */
  | { readonly kind: "showFailure"; readonly failure: Failure }
  /** Tell the terminal, once. */
  | { readonly kind: "report"; readonly failure: Failure }
  /** `since`: when the save was made that led to this version. */
  | { readonly kind: "announce"; readonly generation: number; readonly since: number }
  /** Hold what was saved against what the last build was made of; answered by `compared`. */
  | { readonly kind: "compare" }
  | { readonly kind: "build"; readonly generation: number }
  /** End a build or boot under way; nobody waits for it any more. */
  | { readonly kind: "discard"; readonly generation: number }
  /** Let a version finish what it began, then end it. */
  | { readonly kind: "retire"; readonly generation: number }
  /** Answered by `quiet`, unless another wait is begun. */
  | { readonly kind: "waitForQuiet"; readonly ms: number }
  | { readonly kind: "shutDown" };

/** What of the project's settings decides. */
export type Policy = Pick<WatchSettings, "onError" | "debounceMs">;

export interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
}

/** File events that come this close together belong to one save: truncate and write, unlink and rename. */
export const ONE_SAVE_MS = 30;
/** Saves closer than this wait until it is quiet for as long; a failure this soon after a save is not yet believed. */
export const QUIET_MS = 100;

/** The loop begins with a first build. */
export function begin(at: number): Step {
  return {
    state: { kind: "building", generation: 1, last: null, save: newSave(at) },
    effects: [{ kind: "build", generation: 1 }],
  };
}

/** The next state and what is to be done, for any event in any state. Pure. */
export function transition(state: State, event: Event, policy: Policy): Step {
  if (state.kind === "stopping") return stay(state);
  switch (event.kind) {
    case "saved":
      return onSaved(state, event.at);
    case "compared":
      return event.changed ? onChanged(state, event.at, policy) : onUnchanged(state);
    case "quiet":
      return onQuiet(state, policy);
    case "ready":
      return onReady(state, event.generation);
    case "failed":
      return onFailed(state, event);
    case "crashed":
      return onCrashed(state, event);
    case "restart":
      return onRestart(state, event.at);
    case "stop":
      return { state: { kind: "stopping" }, effects: [{ kind: "shutDown" }] };
  }
}

type Live = Exclude<State, { readonly kind: "stopping" }>;

function onSaved(state: Live, at: number): Step {
  if (state.kind === "serving" || state.kind === "broken") {
    return {
      state: { kind: "checking", from: state, save: newSave(at) },
      effects: [{ kind: "closeGate" }, { kind: "compare" }],
    };
  }
  const heard = { ...state, save: { ...state.save, heardAt: at } };
  if (state.kind !== "settling" || state.failure === null) return stay(heard, { kind: "compare" });
  // The failure may be one of a half-written file, whose rest is looked at now.
  return stay(heard, { kind: "compare" }, { kind: "waitForQuiet", ms: QUIET_MS });
}

function onUnchanged(state: Live): Step {
  if (state.kind !== "checking") return stay(state);
  const { from, save } = state;
  if (from.kind === "broken" && from.cause === "crash") return build(from.generation + 1, { last: null, save });
  return { state: from, effects: [gateOf(from)] };
}

function onChanged(state: Live, at: number, policy: Policy): Step {
  switch (state.kind) {
    case "checking":
      return firstChange(state, at, policy);
    case "settling":
      return settle(state, { ...state.save, lastAt: at }, quietMs(policy));
    case "building":
      return changedWhileBuilding(state, at, policy);
    case "serving":
    case "broken":
      // The comparison was asked for in a state that has passed meanwhile; what it found is new all the same.
      return withEffects(build(state.generation + 1, { last: lastOf(state), save: newSave(at) }), {
        kind: "closeGate",
      });
  }
}

/** Built at once, unless the project wants it quiet first. */
function firstChange(state: Extract<Live, { kind: "checking" }>, at: number, { debounceMs }: Policy): Step {
  const { generation } = state.from;
  const [last, save] = [lastOf(state), { ...state.save, lastAt: at }];
  return debounceMs === 0 ? build(generation + 1, { last, save }) : settle({ generation, last }, save, debounceMs);
}

/** The build under way is made of old text. The rest of the same save is built at once, a burst of saves when it ends. */
function changedWhileBuilding(state: Extract<Live, { kind: "building" }>, at: number, policy: Policy): Step {
  const { generation, last, save } = state;
  const discard: Effect = { kind: "discard", generation };
  if (at - save.startedAt <= ONE_SAVE_MS)
    return withEffects(build(generation + 1, { last, save: { ...save, lastAt: at } }), discard);
  const ms = quietMs(policy);
  if (at - save.lastAt < ms) return withEffects(settle(state, { ...save, lastAt: at }, ms), discard);
  return withEffects(build(generation + 1, { last, save: newSave(at) }), discard);
}

function onQuiet(state: Live, policy: Policy): Step {
  if (state.kind !== "settling") return stay(state);
  if (state.failure !== null) return breakDown(state, state.failure, policy);
  return build(state.generation + 1, { last: state.last, save: state.save });
}

function onReady(state: Live, generation: number): Step {
  if (state.kind !== "building" || state.generation !== generation) return stay(state);
  return {
    state: { kind: "serving", generation },
    effects: [
      { kind: "openGate", generation },
      { kind: "announce", generation, since: state.save.startedAt },
      ...retire(state.last),
    ],
  };
}

function onFailed(state: Live, event: Extract<Event, { kind: "failed" }>): Step {
  if (state.kind !== "building" || state.generation !== event.generation) return stay(state);
  const { generation, last, save } = state;
  // Waits for a moment in any case: the event of a newer save may be on its way.
  const ms = Math.max(0, QUIET_MS - (event.at - save.heardAt));
  return {
    state: { kind: "settling", generation, last, save, failure: event.failure },
    effects: [{ kind: "waitForQuiet", ms }],
  };
}

function onCrashed(state: Live, { generation, failure }: Extract<Event, { kind: "crashed" }>): Step {
  if (lastOf(state) !== generation) return stay(state);
  // A mistake of the code may be found only then, and is told as one that kept it from starting.
  const cause = failure.code === "app_crashed" ? "crash" : "build";
  const broken: Broken = { kind: "broken", cause, generation, failure, last: null };
  const report: Effect = { kind: "report", failure };
  switch (state.kind) {
    case "serving":
      return { state: broken, effects: [report, { kind: "showFailure", failure }] };
    case "broken":
      return { state: { ...state, last: null }, effects: [{ kind: "showFailure", failure: state.failure }] };
    case "checking":
      return { state: { ...state, from: { ...broken, generation: state.from.generation } }, effects: [report] };
    case "building":
    case "settling":
      return stay({ ...state, last: null });
  }
}

function onRestart(state: Live, at: number): Step {
  const number = state.kind === "checking" ? state.from.generation : state.generation;
  const step = build(number + 1, { last: lastOf(state), save: newSave(at) });
  const before: Effect = state.kind === "building" ? { kind: "discard", generation: number } : { kind: "closeGate" };
  return withEffects(step, before);
}

function build(generation: number, from: { readonly last: number | null; readonly save: Save }): Step {
  return { state: { kind: "building", generation, ...from }, effects: [{ kind: "build", generation }] };
}

function quietMs({ debounceMs }: Policy): number {
  return Math.max(QUIET_MS, debounceMs);
}

function settle(from: { readonly generation: number; readonly last: number | null }, save: Save, ms: number): Step {
  const { generation, last } = from;
  return {
    state: { kind: "settling", generation, last, save, failure: null },
    effects: [{ kind: "waitForQuiet", ms }],
  };
}

/** The failure is believed. The last good version goes on only if the project asks for that. */
function breakDown(
  from: { readonly generation: number; readonly last: number | null },
  failure: Failure,
  { onError }: Policy,
): Step {
  const last = onError === "keep" ? from.last : null;
  const state: Broken = { kind: "broken", cause: "build", generation: from.generation, failure, last };
  return { state, effects: [{ kind: "report", failure }, gateOf(state), ...(last === null ? retire(from.last) : [])] };
}

function gateOf(state: Serving | Broken): Effect {
  const generation = lastOf(state);
  if (generation !== null) return { kind: "openGate", generation };
  return state.kind === "broken" ? { kind: "showFailure", failure: state.failure } : { kind: "closeGate" };
}

function lastOf(state: Live): number | null {
  if (state.kind === "checking") return lastOf(state.from);
  return state.kind === "serving" ? state.generation : state.last;
}

function retire(generation: number | null): readonly Effect[] {
  return generation === null ? [] : [{ kind: "retire", generation }];
}

function newSave(at: number): Save {
  return { startedAt: at, lastAt: at, heardAt: at };
}

function stay(state: State, ...effects: readonly Effect[]): Step {
  return { state, effects };
}

function withEffects(step: Step, ...before: readonly Effect[]): Step {
  return { state: step.state, effects: [...before, ...step.effects] };
}
