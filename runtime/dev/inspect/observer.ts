import { AsyncLocalStorage } from "node:async_hooks";

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import type { RuntimeObserver } from "../../boot.ts";
import type { AnyFunction, StageName } from "../../core/pipeline.ts";
import type { RanQuery } from "../../core/ports.ts";
import { whenOver } from "../../http/server/exchange.ts";
import { toFailure } from "../failure.ts";
import type { ProjectSources } from "../messages.ts";
import { readLogLine } from "./log-line.ts";
import type { Outbox } from "./outbox.ts";
import { readQuery } from "./query.ts";
import { RequestTrace } from "./request-trace.ts";

/** Watches a project at work and puts what it sees into the outbox. */
export class Observer implements RuntimeObserver {
  readonly #outbox: Outbox;
  readonly #project: ProjectSources;
  readonly #traces = new WeakMap<object, RequestTrace>();
  /** Says which request a query belongs to. */
  readonly #current = new AsyncLocalStorage<RequestTrace>();
  /** Queries of which it is not yet known whether anybody is to see them. */
  #held: (() => void)[] | null = null;

  constructor(outbox: Outbox, project: ProjectSources) {
    this.#outbox = outbox;
    this.#project = project;
  }

  watch(fastify: FastifyInstance, app: string): void {
    fastify.addHook("onRequest", (req, reply, done) => this.#began(app, { req, reply, done }));
    fastify.addHook("preValidation", (req, _reply, done) => this.#parsed(req, done));
    for (const [hook, step] of STEPS) {
      fastify.addHook(hook as "preHandler", (req: FastifyRequest, ...others: readonly unknown[]) => {
        this.#traces.get(req)?.step(step);
        // Hooks have different arguments, and last what goes on.
        (others.at(-1) as () => void)();
      });
    }
    // oxlint-disable-next-line max-params
    fastify.addHook("onError", (req, _reply, error, done) => {
      this.#failed(req, error);
      done();
    });
  }

  observe<Fn extends AnyFunction>(stage: StageName, fn: Fn): Fn {
    const run = fn as unknown as (...args: readonly unknown[]) => unknown;
    // What runs after the answer is not called from within the request.
    const call = stage === "after" ? this.#inRequest(run) : run;
    const name = fn.name === "" ? "anonymous" : fn.name;
    const watched = (...args: readonly unknown[]): unknown => {
      // A transform gets the value and the ctx, all others the request first.
      const req = stage === "transform" ? (args[1] as { readonly req: object }).req : (args[0] as object);
      const end = this.#traces.get(req)?.stage(stage, name) ?? nothing;
      let result: unknown;
      try {
        result = call(...args);
      } catch (error) {
        end(true);
        throw error;
      }
      return ended(result, { reply: args[1], end });
    };
    Object.defineProperty(watched, "name", { value: fn.name });
    return watched as unknown as Fn;
  }

  readonly onQuery = (database: string, query: RanQuery): void => {
    const at = now() - query.ms;
    const request = this.#current.getStore()?.id ?? null;
    const add = (): void => this.#outbox.add(() => readQuery(query, { at, request, database }));
    if (this.#held === null) add();
    else this.#held.push(add);
  };

  readonly onLogLine = (line: string): void => this.#outbox.add(() => readLogLine(line));

  /** Does work of the framework itself, whose queries are shown when it had something to do: nobody has asked for the others. */
  async unlessIdle<Done>(work: () => Promise<readonly Done[]>): Promise<readonly Done[]> {
    const held: (() => void)[] = [];
    this.#held = held;
    let isIdle = false;
    try {
      const done = await work();
      isIdle = done.length === 0;
      return done;
    } finally {
      this.#held = null;
      if (!isIdle) for (const add of held) add();
    }
  }

  /** Ends it: the process no longer pays for knowing which request runs. */
  close(): void {
    this.#current.disable();
  }

  #began(app: string, { req, reply, done }: { req: FastifyRequest; reply: FastifyReply; done: () => void }): void {
    const trace = new RequestTrace(req, app);
    this.#traces.set(req, trace);
    trace.step("onRequest");
    whenOver(reply, (end) => {
      trace.over(reply, end);
      this.#outbox.add(() => trace.observed());
    });
    this.#current.run(trace, done);
  }

  #inRequest(run: (...args: readonly unknown[]) => unknown): typeof run {
    return (...args) => {
      const trace = this.#traces.get(args[0] as object);
      return trace === undefined ? run(...args) : this.#current.run(trace, run, ...args);
    };
  }

  /** What reads the body does so in a context of its own. */
  #parsed(req: FastifyRequest, done: () => void): void {
    const trace = this.#traces.get(req);
    if (trace === undefined) return done();
    trace.parsed();
    trace.step("validation");
    this.#current.run(trace, done);
  }

  #failed(req: FastifyRequest, error: Error): void {
    // Anything may be thrown.
    const { status, statusCode = status } = Object(error) as {
      readonly status?: unknown;
      readonly statusCode?: unknown;
    };
    if (typeof statusCode === "number" && statusCode < 500) return;
    const at = now();
    this.#outbox.add(() => ({ kind: "error", at, request: req.id, failure: toFailure(error, this.#project) }));
  }
}

/** The steps of a request that begin where Fastify calls these hooks. */
const STEPS = [
  ["preParsing", "body"],
  ["preHandler", "preHandler"],
  ["preSerialization", "serialization"],
  ["onSend", "onSend"],
] as const;

const nothing = (): void => {};

function now(): number {
  return performance.timeOrigin + performance.now();
}

/** Calls `end` when the result of a stage is there, which may be later. */
function ended(
  result: unknown,
  { reply, end }: { readonly reply: unknown; readonly end: (failed: boolean) => void },
): unknown {
  // Fastify's reply has a `then` of its own, which ends with the request.
  if (result === reply || !isThenable(result)) {
    end(false);
    return result;
  }
  // In a chain, since some `then` do their work each time they are called.
  return result.then(
    (value) => {
      end(false);
      return value;
    },
    (error: unknown) => {
      end(true);
      throw error;
    },
  );
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
