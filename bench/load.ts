import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import autocannon from "autocannon";
import { ratioOf, width, type Ratio } from "./stats.ts";

const CONNECTIONS = 64;
/** Few, so that what the machine does besides changes little within a round. */
const REQUESTS = 2_000;
const LEAST_ROUNDS = 20;
/** An interval needs some, however little time there is. */
const FEWEST_ROUNDS = 3;

/** A server in a process of its own, so that its CPU time can be told from the load's. */
export interface Server {
  readonly url: string;
  /** CPU seconds, user and system, since it started. */
  cpu(): Promise<number>;
  stop(): void;
}

export async function startServer(file: string, name: string, data = ""): Promise<Server> {
  const child = fork(file, [name, data], {
    env: { ...process.env, NODE_ENV: "production" },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const { url } = (await answer(child)) as { url: string };
  return {
    url,
    cpu: async () => {
      child.send("cpu");
      return ((await answer(child)) as { seconds: number }).seconds;
    },
    stop: () => child.kill("SIGKILL"),
  };
}

/** One request, sent again and again. */
export interface Load {
  readonly method?: "GET" | "POST";
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: object;
}

export interface Rounds {
  /** The subject whose ratio has to be known within `margin`: rounds go on until it is. */
  readonly subject: string;
  readonly margin: number;
  /** After so many seconds it has to do. */
  readonly seconds: number;
}

/**
 * CPU time per request of each server against the first one. All are loaded in turn, round by round, so that what else the
 * machine does hits all of them alike.
 */
export async function compareCpu(
  servers: readonly (readonly [name: string, server: Server])[],
  load: Load,
  { subject, margin, seconds }: Rounds,
): Promise<ReadonlyMap<string, Ratio>> {
  const samples = new Map(servers.map(([name]) => [name, [] as number[]]));
  const end = performance.now() + seconds * 1000;
  for (const [, server] of servers) await perRequest(server, load);
  for (let round = 1; ; round++) {
    for (const [name, server] of servers) samples.get(name)?.push(await perRequest(server, load));
    const [base = []] = samples.values();
    const ratios = new Map([...samples].map(([name, values]) => [name, ratioOf(values, base)]));
    const ratio = ratios.get(subject);
    if (round < FEWEST_ROUNDS) continue;
    if (performance.now() > end || (round >= LEAST_ROUNDS && ratio !== undefined && width(ratio) < margin))
      return ratios;
  }
}

async function perRequest(server: Server, { path, method = "GET", body }: Load): Promise<number> {
  const before = await server.cpu();
  const { non2xx, errors, requests } = await autocannon({
    url: server.url + path,
    connections: CONNECTIONS,
    amount: REQUESTS,
    // It ends on its tick; a server that waits for that, a second unless told, starts the next round with cold caches.
    sampleInt: 10,
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  if (non2xx > 0 || errors > 0)
    throw new Error(`${server.url}${path}: ${non2xx} answers other than 2xx, ${errors} errors`);
  return ((await server.cpu()) - before) / requests.total;
}

/** A comparison of different answers would compare nothing. */
export async function expectSame(servers: readonly (readonly [string, Server])[], load: Load): Promise<void> {
  const { path, method = "GET", body } = load;
  const init =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  const texts = servers.map(
    async ([name, { url }]) => `${await (await fetch(url + path, { method, ...init })).text()} (${name})`,
  );
  const answers = (await Promise.all(texts)).map((text, index) => text.replace(` (${servers[index]?.[0]})`, ""));
  const other = answers.findIndex((text) => text !== answers[0]);
  if (other !== -1)
    throw new Error(`${path} is answered differently by ${servers[other]?.[0]}:\n${answers[0]}\n${answers[other]}`);
}

async function answer(child: ChildProcess): Promise<unknown> {
  const [message] = (await once(child, "message")) as [unknown];
  return message;
}
