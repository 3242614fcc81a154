import { describe, expect, test } from "vitest";

import type { Failure } from "../../../runtime/dev/messages.ts";
import {
  begin,
  type Effect,
  type Event,
  ONE_SAVE_MS,
  type Policy,
  QUIET_MS,
  type State,
  transition,
} from "../../../src/dev/supervisor-state.ts";

const failure: Failure = { code: "build_failed", message: "broken" };
const crash: Failure = { code: "app_crashed", message: "the app exited with code 7" };
const save = { startedAt: 1000, lastAt: 1000, heardAt: 1000 };
const serving: State = { kind: "serving", generation: 4 };
const broken: State = { kind: "broken", cause: "build", generation: 4, failure, last: null };
const crashed: State = { ...broken, cause: "crash" };
const kept: State = { ...broken, last: 3 };
const building: State = { kind: "building", generation: 5, last: 4, save };
const settling: State = { kind: "settling", generation: 5, last: 4, save, failure: null };
const doubting: State = { ...settling, failure };
const checking: State = { kind: "checking", from: serving, save };
const checkingCrashed: State = { ...checking, from: crashed };
const stopping: State = { kind: "stopping" };
const states = { serving, broken, crashed, kept, building, settling, doubting, checking, checkingCrashed, stopping };

const events = {
  saved: { kind: "saved", at: 2000 },
  changed: { kind: "compared", changed: true, at: 2000 },
  unchanged: { kind: "compared", changed: false, at: 2000 },
  quiet: { kind: "quiet" },
  ready: { kind: "ready", generation: 5 },
  failed: { kind: "failed", generation: 5, failure, at: 2000 },
  crashed: { kind: "crashed", generation: 4, failure: crash },
  restart: { kind: "restart", at: 2000 },
  stop: { kind: "stop" },
} as const satisfies Record<string, Event>;

/** For each state: event → the next state, then the effects in order. An event that is not named changes nothing. */
const table: Record<keyof typeof states, Partial<Record<keyof typeof events, readonly [string, ...string[]]>>> = {
  serving: {
    saved: ["checking", "closeGate", "compare"],
    changed: ["building 5 last 4", "closeGate", "build 5"],
    crashed: ["broken 4", "report", "showFailure"],
    restart: ["building 5 last 4", "closeGate", "build 5"],
    stop: ["stopping", "shutDown"],
  },
  broken: {
    saved: ["checking", "closeGate", "compare"],
    changed: ["building 5", "closeGate", "build 5"],
    restart: ["building 5", "closeGate", "build 5"],
    stop: ["stopping", "shutDown"],
  },
  crashed: {
    saved: ["checking", "closeGate", "compare"],
    changed: ["building 5", "closeGate", "build 5"],
    restart: ["building 5", "closeGate", "build 5"],
    stop: ["stopping", "shutDown"],
  },
  kept: {
    saved: ["checking", "closeGate", "compare"],
    changed: ["building 5 last 3", "closeGate", "build 5"],
    restart: ["building 5 last 3", "closeGate", "build 5"],
    stop: ["stopping", "shutDown"],
  },
  building: {
    saved: ["building 5 last 4", "compare"],
    changed: ["building 6 last 4", "discard 5", "build 6"],
    ready: ["serving 5", "openGate 5", "announce 5", "retire 4"],
    failed: ["settling 5 last 4 failure", "waitForQuiet"],
    crashed: ["building 5"],
    restart: ["building 6 last 4", "discard 5", "build 6"],
    stop: ["stopping", "shutDown"],
  },
  settling: {
    saved: ["settling 5 last 4", "compare"],
    changed: ["settling 5 last 4", "waitForQuiet"],
    quiet: ["building 6 last 4", "build 6"],
    crashed: ["settling 5"],
    restart: ["building 6 last 4", "closeGate", "build 6"],
    stop: ["stopping", "shutDown"],
  },
  doubting: {
    saved: ["settling 5 last 4 failure", "compare", "waitForQuiet"],
    changed: ["settling 5 last 4", "waitForQuiet"],
    quiet: ["broken 5", "report", "showFailure", "retire 4"],
    crashed: ["settling 5 failure"],
    restart: ["building 6 last 4", "closeGate", "build 6"],
    stop: ["stopping", "shutDown"],
  },
  checking: {
    saved: ["checking", "compare"],
    changed: ["building 5 last 4", "build 5"],
    unchanged: ["serving 4", "openGate 4"],
    crashed: ["checking", "report"],
    restart: ["building 5 last 4", "closeGate", "build 5"],
    stop: ["stopping", "shutDown"],
  },
  checkingCrashed: {
    saved: ["checking", "compare"],
    changed: ["building 5", "build 5"],
    // There is nothing that it would restart.
    unchanged: ["building 5", "build 5"],
    restart: ["building 5", "closeGate", "build 5"],
    stop: ["stopping", "shutDown"],
  },
  stopping: {},
};

const PAGE: Policy = { onError: "page", debounceMs: 0 };
const KEEP: Policy = { onError: "keep", debounceMs: 0 };

describe.each(Object.entries(table))("%s", (name, row) => {
  const state = states[name as keyof typeof states];
  test.each(Object.entries(events))("on %s", (eventName, event) => {
    const step = transition(state, event, PAGE);
    const [next, ...effects] = row[eventName as keyof typeof events] ?? [stateText(state)];
    expect(stateText(step.state)).toBe(next);
    expect(step.effects.map(effectText)).toEqual(effects);
  });
});

test("it begins with a first build", () => {
  const { state, effects } = begin(7);
  expect(state).toEqual({ kind: "building", generation: 1, last: null, save: { startedAt: 7, lastAt: 7, heardAt: 7 } });
  expect(effects).toEqual([{ kind: "build", generation: 1 }]);
});

describe("saves that follow each other", () => {
  test("the rest of the same save is built at once", () => {
    const step = transition(building, { kind: "compared", changed: true, at: 1000 + ONE_SAVE_MS }, PAGE);
    expect(step.effects.map(effectText)).toEqual(["discard 5", "build 6"]);
    expect(step.state).toMatchObject({ kind: "building", save: { startedAt: 1000, lastAt: 1000 + ONE_SAVE_MS } });
  });

  test("a burst waits for quiet", () => {
    const step = transition(building, { kind: "compared", changed: true, at: 1000 + ONE_SAVE_MS + 1 }, PAGE);
    expect(stateText(step.state)).toBe("settling 5 last 4");
    expect(step.effects).toEqual([
      { kind: "discard", generation: 5 },
      { kind: "waitForQuiet", ms: QUIET_MS },
    ]);
  });

  test("a save after quiet is built at once, though the last build is not done", () => {
    const step = transition(building, { kind: "compared", changed: true, at: 1000 + QUIET_MS }, PAGE);
    expect(step.effects.map(effectText)).toEqual(["discard 5", "build 6"]);
  });

  test("with debounceMs the first save waits as well, and each that follows begins the wait anew", () => {
    const policy: Policy = { onError: "page", debounceMs: 300 };
    const first = transition({ kind: "checking", from: serving, save }, events.changed, policy);
    expect(stateText(first.state)).toBe("settling 4 last 4");
    expect(first.effects).toEqual([{ kind: "waitForQuiet", ms: 300 }]);
    const second = transition(first.state, { kind: "compared", changed: true, at: 1200 }, policy);
    expect(second.effects).toEqual([{ kind: "waitForQuiet", ms: 300 }]);
    const quiet = transition(second.state, { kind: "quiet" }, policy);
    expect(quiet.effects.map(effectText)).toEqual(["build 5"]);
    const during = transition(building, { kind: "compared", changed: true, at: 1200 }, policy);
    expect(during.effects).toEqual([
      { kind: "discard", generation: 5 },
      { kind: "waitForQuiet", ms: 300 },
    ]);
  });

  test("50 saves in a second begin 2 builds", () => {
    let state: State = serving;
    const builds: number[] = [];
    const send = (event: Event): void => {
      const step = transition(state, event, PAGE);
      state = step.state;
      for (const effect of step.effects) if (effect.kind === "build") builds.push(effect.generation);
    };
    for (let at = 1000; at < 2000; at += 20) {
      send({ kind: "saved", at });
      send({ kind: "compared", changed: true, at });
    }
    send({ kind: "quiet" });
    expect(builds.length).toBeLessThanOrEqual(3);
    expect(stateText(state)).toMatch(/^building/);
  });
});

describe("a failure", () => {
  test("is not believed a moment after the save", () => {
    const step = transition(building, { kind: "failed", generation: 5, failure, at: 1040 }, PAGE);
    expect(stateText(step.state)).toBe("settling 5 last 4 failure");
    expect(step.effects).toEqual([{ kind: "waitForQuiet", ms: 60 }]);
  });

  test("is not believed while a file is looked at that was saved since", () => {
    const heard = transition(building, { kind: "saved", at: 1090 }, PAGE);
    const step = transition(heard.state, { kind: "failed", generation: 5, failure, at: 1110 }, PAGE);
    expect(step.effects).toEqual([{ kind: "waitForQuiet", ms: 80 }]);
  });

  test("of an old save is believed a turn later, when a newer one would have been heard", () => {
    const step = transition(building, events.failed, PAGE);
    expect(step.effects).toEqual([{ kind: "waitForQuiet", ms: 0 }]);
  });

  test("with keep the last version goes on serving", () => {
    const step = transition(doubting, events.quiet, KEEP);
    expect(stateText(step.state)).toBe("broken 5 last 4");
    expect(step.effects.map(effectText)).toEqual(["report", "openGate 4"]);
  });

  test("with keep and nothing that runs it is shown", () => {
    const step = transition({ ...doubting, last: null }, events.quiet, KEEP);
    expect(step.effects.map(effectText)).toEqual(["report", "showFailure"]);
  });

  test("the same content again shows it again without a second report", () => {
    const step = transition({ kind: "checking", from: broken, save }, events.unchanged, PAGE);
    expect(step.effects.map(effectText)).toEqual(["showFailure"]);
  });

  test("when the kept version crashes, everybody sees what is broken", () => {
    const step = transition(kept, { kind: "crashed", generation: 3, failure }, KEEP);
    expect(step.effects.map(effectText)).toEqual(["showFailure"]);
  });
});

test.each(["ready", "failed"] as const)("an attempt that was discarded is not heard: %s", (kind) => {
  const step = transition(building, { ...events[kind], generation: 4 }, PAGE);
  expect(step).toEqual({ state: building, effects: [] });
});

test("after a crash any save starts it again; a mistake that is found late has to be changed", () => {
  for (const [thrown, restarts] of [
    [crash, true],
    [failure, false],
  ] as const) {
    const { state } = transition(serving, { kind: "crashed", generation: 4, failure: thrown }, PAGE);
    const checked = transition(transition(state, events.saved, PAGE).state, events.unchanged, PAGE);
    expect(checked.effects.map(effectText)).toEqual(restarts ? ["build 5"] : ["showFailure"]);
  }
});

test("a crash of a version that serves nobody is nothing", () => {
  expect(transition(serving, { kind: "crashed", generation: 3, failure }, PAGE)).toEqual({
    state: serving,
    effects: [],
  });
});

function stateText(state: State): string {
  const parts: unknown[] = [state.kind];
  if ("generation" in state) parts.push(state.generation);
  if ("last" in state && state.last !== null) parts.push("last", state.last);
  if (state.kind === "settling" && state.failure !== null) parts.push("failure");
  return parts.join(" ");
}

function effectText(effect: Effect): string {
  return "generation" in effect ? `${effect.kind} ${effect.generation}` : effect.kind;
}
