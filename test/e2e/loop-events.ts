import type { Started } from "./watched-project.ts";

export interface LoopEvent {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** What a `mega start --watch --json` tells, each event once and in its order. */
export interface LoopEvents {
  /** The next event of one of these types; those before it are passed over. Rejects when the command ends before it. */
  next(...types: readonly string[]): Promise<LoopEvent>;
  /** Those that were told and not taken. */
  rest(): readonly LoopEvent[];
}

/** How long a version may take on a machine that is busy with other tests. */
const LIMIT_MS = 30_000;

export function readEvents({ child, out, err }: Started): LoopEvents {
  let taken = 0;
  const told = (): readonly LoopEvent[] =>
    out()
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as LoopEvent);
  return {
    next(...types) {
      return new Promise((resolve, reject) => {
        const end = (): void => {
          clearTimeout(late);
          child.stdout?.off("data", look);
          child.off("exit", fail);
        };
        const look = (): void => {
          const events = told();
          const found = events.findIndex((event, index) => index >= taken && types.includes(event.type));
          const event = events[found];
          if (event === undefined) return;
          taken = found + 1;
          end();
          resolve(event);
        };
        const fail = (): void => {
          end();
          reject(new Error(`no ${types.join(" or ")} came:\n${out()}\n${err()}`));
        };
        const late = setTimeout(fail, LIMIT_MS);
        child.stdout?.on("data", look);
        child.on("exit", fail);
        look();
      });
    },
    rest: () => told().slice(taken),
  };
}
