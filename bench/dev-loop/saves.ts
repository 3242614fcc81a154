import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Section } from "../report.ts";
import { median } from "../stats.ts";
import type { Contestant, Place } from "./contestant.ts";
import { code, codeAgain, grown, surroundings, texts } from "./mega-projects.ts";
import { adonis, nest, nodemon, nodeWatch } from "./peers.ts";
import { freePort, Server } from "./server.ts";

const SAVES = 30;
/** So many of one server before it is the next one's turn. */
const IN_A_ROW = 6;
/** Between two saves: people look before they save again, and no server is to feel what another does after a save. */
const PAUSE_MS = 1_000;

/** Milliseconds from one save until the first answer by new code. */
type Measure = (running: Running, round: number) => Promise<number>;

interface Entry {
  readonly make: (place: Place) => Contestant;
  readonly measure: Measure;
}

interface Running {
  readonly contestant: Contestant;
  readonly server: Server;
}

const NODEMON: Entry = { make: nodemon, measure: save };
const NEST: Entry = { make: nest, measure: save };
const ENTRIES: readonly Entry[] = [
  { make: code, measure: save },
  { make: codeAgain, measure: saveAgain },
  { make: texts, measure: save },
  { make: surroundings, measure: save },
  { make: grown(100), measure: save },
  { make: grown(300), measure: save },
  NODEMON,
  { make: nodeWatch, measure: save },
  NEST,
  { make: adonis, measure: save },
];

/** Time from a save until the first answer by new code, of all servers in turn. */
export async function saves(place: Place): Promise<Section> {
  const running = new Map<Entry, Running>();
  try {
    for (const entry of ENTRIES) running.set(entry, await start(entry.make(place)));
    return section(running, await saveInTurn(running));
  } finally {
    await Promise.all([...running.values()].map(({ server }) => server.end()));
  }
}

/** Each of its files has been saved once before anything is measured. */
async function start(contestant: Contestant): Promise<Running> {
  const server = new Server(contestant, await freePort());
  const running = { contestant, server };
  try {
    for (const [index] of contestant.edits.entries()) await save(running, index);
    return running;
  } catch (error) {
    await server.end();
    throw error;
  }
}

async function saveInTurn(running: ReadonlyMap<Entry, Running>): Promise<ReadonlyMap<Entry, readonly number[]>> {
  const times = new Map<Entry, number[]>([...running.keys()].map((entry) => [entry, []]));
  for (let first = 0; first < SAVES; first += IN_A_ROW) {
    for (const [entry, server] of running) {
      // Not counted: whoever comes back to a file after a while.
      await entry.measure(server, first);
      for (let round = first + 1; round <= first + IN_A_ROW; round++) {
        await setTimeout(PAUSE_MS);
        times.get(entry)?.push(await entry.measure(server, round));
      }
    }
  }
  return times;
}

async function save({ contestant: { folder, edits }, server }: Running, round: number): Promise<number> {
  const { file, path, text } = edits[round % edits.length]!;
  const mark = `mark-${round}-${Math.round(performance.now())}`;
  writeFileSync(join(folder, file), text(mark));
  return server.until(path, mark);
}

/** The save that comes at once after an answer by the code of another one. */
async function saveAgain(running: Running, round: number): Promise<number> {
  await save(running, round);
  return save(running, round);
}

/** Milliseconds that Node takes to start and do nothing: what the times of one machine are to be compared with those of another by. */
function bareNode(): number {
  const times = Array.from({ length: 9 }, () => {
    const since = performance.now();
    spawnSync(process.execPath, ["-e", "0"]);
    return performance.now() - since;
  });
  return median(times);
}

function section(running: ReadonlyMap<Entry, Running>, times: ReadonlyMap<Entry, readonly number[]>): Section {
  const middle = (entry: Entry): number => median(times.get(entry) ?? []);
  const against = (entry: Entry, peer: Entry): string => `${(middle(entry) / middle(peer)).toFixed(2)}×`;
  return {
    title: "Dev loop: saves",
    text: `From a save until the first answer by new code, ${SAVES} saves of each, ${IN_A_ROW} in a row with a second between them, then the next one's turn, the watchers of all of them running. \`mega start --watch\` refuses no request meanwhile; nodemon, node --watch and nest close the port. mega and the first three peers start with a clean state after each save; ace exchanges modules in the running process, where what the old ones left stays. As a measure of the machine: \`node -e 0\` took ${bareNode().toFixed(0)} ms.`,
    columns: ["what is saved", "median", "p95", "against nodemon", "against nest", "target"],
    rows: [...running].map(
      ([
        entry,
        {
          contestant: { name, target },
        },
      ]) => {
        const all = (times.get(entry) ?? []).toSorted((a, b) => a - b);
        const p95 = all[Math.floor(all.length * 0.95)] ?? Number.NaN;
        const [ms, late] = [middle(entry), p95].map((value) => `${value.toFixed(0)} ms`);
        return [name, ms!, late!, against(entry, NODEMON), against(entry, NEST), target];
      },
    ),
  };
}
