import { CTX, ctxOf } from "../runtime/core/ctx/ctx.ts";
import type { ReplyPort, RequestPort } from "../runtime/core/ctx/ctx-ports.ts";
import { buildHttpPipeline } from "../runtime/core/pipeline.ts";
import type { Section } from "./report.ts";
import { median } from "./stats.ts";

const CALLS = 1_000_000;
const ROUNDS = 9;

interface Measured {
  readonly nanoseconds: number;
  readonly bytes: number;
}

type Work = (request: Holder) => unknown;
type Holder = RequestPort & { readonly [key: symbol]: unknown };

/** Cost of a ctx and of the compiled pipeline for one request, over a handler that gets none. */
export function context(): Section {
  const handler = (): string => "hello";
  const pipeline = buildHttpPipeline({ method: "GET", path: "/", handler, envelope: false }).handler;
  const works: Readonly<Record<string, Work>> = {
    none: (request) => request,
    untouched: (request) => ctxOf(null, request, reply),
    params: (request) => (ctxOf(null, request, reply) as unknown as { params: unknown }).params,
    pipeline: (request) => pipeline(request, reply),
  };
  const measured = Object.fromEntries(Object.entries(works).map(([name, work]) => [name, measure(work)]));
  const over = (name: string): Measured => difference(measured[name], measured["none"]);
  return {
    title: "ctx and pipeline",
    text: `Over none, medians of ${ROUNDS} rounds of ${CALLS.toLocaleString("en")} calls each.`,
    columns: ["what", "time", "memory", "target"],
    rows: [
      row("ctx that the handler never touches", over("untouched"), "≤ 20 ns, ≤ 100 B"),
      row("ctx and the first touch of `params`", over("params"), "≤ 50 ns for the touch"),
      row("whole pipeline of a route without stages", over("pipeline"), ""),
    ],
  };
}

function measure(work: Work): Measured {
  const times = Array.from({ length: ROUNDS + 2 }, () => nanosecondsPerCall(work)).slice(2);
  const sizes = Array.from({ length: 5 }, () => bytesPerCall(work));
  return { nanoseconds: median(times), bytes: median(sizes) };
}

/** Requests are made before the clock starts, as Fastify has made them before a handler runs. */
function nanosecondsPerCall(work: Work): number {
  let total = 0n;
  const batch = 500; // stays in the cache, as a request just made does
  for (let done = 0; done < CALLS; done += batch) {
    const requests = Array.from({ length: batch }, newRequest);
    const start = process.hrtime.bigint();
    for (const request of requests) sink = work(request);
    total += process.hrtime.bigint() - start;
  }
  return Number(total) / CALLS;
}

function bytesPerCall(work: Work): number {
  const count = 1_000_000;
  const requests = Array.from({ length: count }, newRequest);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (const request of requests) sink = work(request);
  const used = process.memoryUsage().heapUsed - before;
  kept = requests;
  return used / count;
}

/** Read by nobody: they keep the compiler from dropping the work and its results. */
export let sink: unknown;
export let kept: unknown;

const reply: ReplyPort = { sent: false, statusCode: 200, code: () => reply, send: () => reply };
const log = { error: () => undefined } as unknown as RequestPort["log"];

/** A request of one shape, with the slot for its ctx, as the app's decorator gives it. */
class Request {
  readonly id = "1";
  readonly log = log;
  readonly params = { id: 1 };
  readonly query = {};
  readonly body = undefined;
}

function newRequest(): Holder {
  const request = new Request() as unknown as { -readonly [Key in keyof Holder]: Holder[Key] };
  request[CTX] = null;
  return request;
}

function difference(a: Measured | undefined, b: Measured | undefined): Measured {
  if (!a || !b) throw new Error("not measured");
  return { nanoseconds: a.nanoseconds - b.nanoseconds, bytes: a.bytes - b.bytes };
}

function row(name: string, { nanoseconds, bytes }: Measured, target: string): readonly string[] {
  return [name, `${nanoseconds.toFixed(0)} ns`, `${bytes.toFixed(0)} B`, target];
}
