import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Section } from "../report.ts";
import { median, ratioOf } from "../stats.ts";
import type { Contestant, Place } from "./contestant.ts";
import { code } from "./mega-projects.ts";
import { adonis, nest, nodemon } from "./peers.ts";
import { freePort, Server } from "./server.ts";

const ROUNDS = 9;
/** Seldom enough to leave the processor to what starts. */
const ASK_EVERY_MS = 5;

interface Entry {
  readonly name: string;
  readonly target: string;
  readonly contestant: Contestant;
  /** Removes what is not to be there when it starts. */
  readonly prepare: () => void;
}

/** Time from the start of the command until the app's first answer, of all in turn. */
export async function coldStart(place: Place): Promise<Section> {
  const peers = { nest: nest(place), ace: adonis(place) };
  const entries = entriesOf(place, peers);
  const times = new Map<Contestant, number[]>(entries.map(({ contestant }) => [contestant, []]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { contestant, prepare } of entries) {
      prepare();
      const ms = await startOnce(contestant);
      // The first round brings all files into the system's cache.
      if (round > 0) times.get(contestant)?.push(ms);
    }
  }
  const all = ({ contestant }: Pick<Entry, "contestant">): readonly number[] => times.get(contestant) ?? [];
  const against = (entry: Entry, peer: Contestant): string =>
    entry.contestant === peer ? "1×" : ratio(all(entry), all({ contestant: peer }));
  return {
    title: "Dev loop: cold start",
    text: `From the start of the command until the app's first answer, ${ROUNDS} starts of each in turn, nothing else running; ratios are medians over the rounds with the 95 % interval. mega's app is the crud sample with its database; those of nest (SWC, Fastify) and ace have one controller and one service; nodemon's is node:http alone.`,
    columns: ["what is started", "median", "against nest", "against ace", "target"],
    rows: entries.map((entry) => [
      entry.name,
      `${median(all(entry)).toFixed(0)} ms`,
      against(entry, peers.nest),
      against(entry, peers.ace),
      entry.target,
    ]),
  };
}

function entriesOf(place: Place, peers: Readonly<Record<"nest" | "ace", Contestant>>): readonly Entry[] {
  const nothing = (): void => {};
  const first = code(place);
  const target = "≤ 0.7× of both";
  return [
    {
      name: "mega start --watch, nothing compiled yet",
      target,
      contestant: first,
      prepare: () => rmSync(join(first.folder, ".mega"), { recursive: true, force: true }),
    },
    { name: "mega start --watch, compiled before", target, contestant: code(place), prepare: nothing },
    { name: "nest start --watch", target: "", contestant: peers.nest, prepare: nothing },
    { name: "ace serve --hmr", target: "", contestant: peers.ace, prepare: nothing },
    { name: "nodemon, plain JavaScript", target: "", contestant: nodemon(place), prepare: nothing },
  ];
}

async function startOnce(contestant: Contestant): Promise<number> {
  const port = await freePort();
  const since = performance.now();
  const server = new Server(contestant, port);
  try {
    await server.until(contestant.path, "", ASK_EVERY_MS);
    return performance.now() - since;
  } finally {
    await server.end();
  }
}

function ratio(times: readonly number[], peer: readonly number[]): string {
  const { median: middle, low, high } = ratioOf(times, peer);
  return `${middle.toFixed(2)}× (${low.toFixed(2)}–${high.toFixed(2)})`;
}
