import { Agent, request } from "node:http";
import type { Section } from "../report.ts";
import { median } from "../stats.ts";
import type { Contestant, Place } from "./contestant.ts";
import { code } from "./mega-projects.ts";
import { freePort, Server } from "./server.ts";

const PAIRS = 3_000;
/** Until both are compiled by V8. */
const WARM_UP = 1_000;

/** What a request takes longer through `mega start --watch` than to the same app under `mega start`, asked in turn. */
export async function front(place: Place): Promise<Section> {
  const [watched, alone] = [code(place), withoutWatch(code(place))];
  const servers: Server[] = [];
  try {
    for (const contestant of [watched, alone]) {
      const server = new Server(contestant, await freePort());
      servers.push(server);
      await server.until(contestant.path, "");
    }
    const [through, direct] = servers.map((server) => `${server.url}${watched.path}`);
    return section(await askInTurn(through!, direct!));
  } finally {
    await Promise.all(servers.map((server) => server.end()));
  }
}

interface Times {
  readonly through: readonly number[];
  readonly direct: readonly number[];
}

async function askInTurn(through: string, direct: string): Promise<Times> {
  const agent = new Agent({ keepAlive: true });
  const times = { through: [] as number[], direct: [] as number[] };
  for (let pair = 0; pair < WARM_UP + PAIRS; pair++) {
    // None is always the first.
    const directFirst = pair % 2 === 0 ? await ask(agent, direct) : null;
    const throughMs = await ask(agent, through);
    const directMs = directFirst ?? (await ask(agent, direct));
    if (pair < WARM_UP) continue;
    times.through.push(throughMs);
    times.direct.push(directMs);
  }
  agent.destroy();
  return times;
}

/** Milliseconds until the whole answer is there. */
function ask(agent: Agent, url: string): Promise<number> {
  const since = performance.now();
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`${url} answers ${answer.statusCode}`));
      answer.resume().once("end", () => resolve(performance.now() - since));
    });
    asked.once("error", reject).end();
  });
}

function withoutWatch(contestant: Contestant): Contestant {
  return { ...contestant, command: contestant.command.filter((word) => word !== "--watch") };
}

function section({ through, direct }: Times): Section {
  const added = through.map((ms, index) => ms - (direct[index] ?? Number.NaN));
  const ms = (values: readonly number[]): string => `${median(values).toFixed(2)} ms`;
  return {
    title: "Dev loop: the front",
    text: `What \`mega start --watch\` adds to a request: a page of the crud sample's posts, asked for through it and from the same app under \`mega start\`, ${PAIRS.toLocaleString("en")} pairs one after the other on kept connections, medians.`,
    columns: ["by itself", "through the front", "difference of a pair", "target"],
    rows: [[ms(direct), ms(through), ms(added), "≤ 1 ms"]],
  };
}
