import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import autocannon from "autocannon";
import { ratioOf, width, type Ratio } from "./stats.ts";

const CONNECTIONS = 64;
const REQUESTS = 10_000;
const LEAST_ROUNDS = 8;
const MOST_ROUNDS = 40;

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

/** CPU time per request of `a` against `b`, in turn until the 95 % interval is narrower than `margin`. */
export async function compareCpu(
  a: Server,
  b: Server,
  options: { readonly path: string; readonly margin: number },
): Promise<Ratio> {
  const [ofA, ofB]: [number[], number[]] = [[], []];
  await perRequest(a, options.path);
  await perRequest(b, options.path);
  for (;;) {
    ofA.push(await perRequest(a, options.path));
    ofB.push(await perRequest(b, options.path));
    const ratio = ratioOf(ofA, ofB);
    if (ofA.length >= LEAST_ROUNDS && (width(ratio) < options.margin || ofA.length >= MOST_ROUNDS)) return ratio;
  }
}

async function perRequest(server: Server, path: string): Promise<number> {
  const before = await server.cpu();
  const { non2xx, errors, requests } = await autocannon({
    url: server.url + path,
    connections: CONNECTIONS,
    amount: REQUESTS,
  });
  if (non2xx > 0 || errors > 0)
    throw new Error(`${server.url}${path}: ${non2xx} answers other than 2xx, ${errors} errors`);
  return ((await server.cpu()) - before) / requests.total;
}

async function answer(child: ChildProcess): Promise<unknown> {
  const [message] = (await once(child, "message")) as [unknown];
  return message;
}
