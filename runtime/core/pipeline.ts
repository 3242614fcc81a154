import { isAnswered } from "./answering.ts";
import { ctxOf } from "./ctx/ctx.ts";
import type { LazyCtx } from "./ctx/lazy-ctx.ts";
import type { CtxApp, ReplyPort, RequestPort } from "./ctx/ctx-ports.ts";
import { envelope } from "./envelope.ts";
import type { SourcePlace } from "./stack-place.ts";

/** `(req, reply, ctx)`: handlers and every middleware. */
export type Stage = (req: never, reply: never, ctx: never) => unknown;

/** Maps what the handler returned; `ctx` has the request and the reply. */
export type Transform = (value: never, ctx: never) => unknown;

export interface PipelineParts {
  readonly app?: CtxApp | null;
  readonly method: string;
  readonly path: string;
  readonly handler: Stage;
  /** Each ends the request by sending a reply (`return reply.code(…).send(…)`) or by throwing. */
  readonly before?: readonly Stage[];
  readonly transform?: readonly Transform[];
  /** Run once the answer is sent, for failures too. */
  readonly after?: readonly Stage[];
  /** False: the handler's value is the answer as it is. `later`: a hook behind the handler puts it into the envelope. */
  readonly envelope?: boolean | "later";
  readonly observer?: StageObserver | null;
}

/** Watches the stages of requests while they run. A pipeline without one is composed of the functions themselves. */
export interface StageObserver {
  /** A function that does the same and has the same name, seen when it is called. A transform gets `(value, ctx)`. */
  observe<Fn extends AnyFunction>(stage: StageName, fn: Fn): Fn;
}

export interface HttpPipeline {
  /** The one function that Fastify calls for the route. */
  readonly handler: (req: RequestPort, reply: ReplyPort) => unknown;
  /** An onResponse hook, or null when there is nothing to run after. */
  readonly after: AfterHook | null;
  /** Method, path and stages. With `placeOf`, which is slow, each stage of the project says where it was written. */
  describe(placeOf?: PlaceOf): PipelineDescription;
}

/** Where a function was written; undefined when that is no file of the project. */
export type PlaceOf = (fn: AnyFunction) => SourcePlace | undefined;

export type AfterHook = (req: RequestPort, reply: ReplyPort) => Promise<void>;

export interface PipelineDescription {
  readonly method: string;
  readonly path: string;
  readonly stages: readonly DescribedStage[];
}

export interface DescribedStage {
  readonly stage: StageName;
  /** The function's own name, or `anonymous`. */
  readonly name: string;
  readonly at?: SourcePlace;
}

export type StageName = "before" | "handler" | "transform" | "envelope" | "after";

/**
 * Compiles the stages of one route: before → handler → transform → envelope, and after. Stages that answer at once stay
 * synchronous; an empty stage costs nothing.
 */
export function buildHttpPipeline(parts: PipelineParts): HttpPipeline {
  const { app = null, method, path } = parts;
  const { after = [], ...composed } = parts.observer ? observed(parts, parts.observer) : parts;
  const hasStages = (parts.before?.length ?? 0) + (parts.transform?.length ?? 0) > 0;
  return {
    handler: hasStages ? staged(composed) : bare(composed),
    after: after.length === 0 ? null : composeAfter(after, { method, path, app }),
    describe: (placeOf) => describe(parts, placeOf),
  };
}

/** A middleware as a hook of Fastify, for plugins and routes that are Fastify's own. */
export function wrapPreHandler(
  fn: Stage,
  app: CtxApp | null = null,
): (req: RequestPort, reply: ReplyPort) => Promise<unknown> {
  const stage = fn as RunStage;
  return async (req, reply) => {
    await stage(req, reply, ctxOf(app, req, reply));
    // Tells Fastify that the request is answered.
    return isAnswered(reply) ? reply : undefined;
  };
}

/** The onResponse hook that runs `afters` in order. An error of one is logged and does not keep the others from running. */
export function composeAfter(
  afters: readonly Stage[],
  route: { readonly method: string; readonly path: string; readonly app?: CtxApp | null },
): AfterHook {
  const stages = afters as readonly RunStage[];
  return async (req, reply) => {
    const ctx = ctxOf(route.app ?? null, req, reply);
    for (const stage of stages) {
      try {
        await stage(req, reply, ctx);
      } catch (err) {
        req.log.error({ err }, `${route.method} ${route.path}: after ${nameOf(stage)} failed`);
      }
    }
  };
}

function observed(parts: PipelineParts, observer: StageObserver): PipelineParts {
  const each = <Fn extends AnyFunction>(stage: StageName, fns: readonly Fn[] = []): readonly Fn[] =>
    fns.map((fn) => observer.observe(stage, fn));
  return {
    ...parts,
    before: each("before", parts.before),
    handler: observer.observe("handler", parts.handler),
    transform: each("transform", parts.transform),
    after: each("after", parts.after),
  };
}

type RunStage = (req: RequestPort, reply: ReplyPort, ctx: unknown) => unknown;
type RunTransform = (value: unknown, ctx: unknown) => unknown;
type Finish = (value: unknown, reply: ReplyPort) => unknown;

/** No stage but the handler: one call, one ctx, one envelope. */
function bare(parts: PipelineParts): HttpPipeline["handler"] {
  const app = parts.app ?? null;
  const handler = parts.handler as RunStage;
  const finish = finisher(parts);
  return (req, reply) => {
    const ctx = ctxOf(app, req, reply);
    const value = handler(req, reply, ctx);
    if (isPromise(value, reply)) {
      return value.then(
        (settled) => awaited(finish(settled, reply), reply),
        (error: unknown) => failed(error, { reply, ctx }),
      );
    }
    return value === undefined ? answerNothing(reply) : sendable(finish(value, reply), reply);
  };
}

function staged(parts: PipelineParts): HttpPipeline["handler"] {
  const app = parts.app ?? null;
  const before = (parts.before ?? []) as readonly RunStage[];
  const run = transformed(parts);
  const runBefore = (request: Running, from: number): unknown => {
    const { req, reply, ctx } = request;
    for (let index = from; index < before.length; index++) {
      const result = before[index]?.(req, reply, ctx);
      if (isPromise(result, reply)) {
        return result.then(
          () => later(isAnswered(reply) ? undefined : runBefore(request, index + 1), reply),
          (error: unknown) => failed(error, request),
        );
      }
      if (result === reply || isAnswered(reply)) return undefined;
    }
    return run(request);
  };
  return (req, reply) => runBefore({ req, reply, ctx: ctxOf(app, req, reply) }, 0);
}

/**
 * What a promise gives to Fastify where somebody else sends the answer. Nothing would mean that nobody does: of an answer
 * that waits for its session to be saved Fastify cannot tell, and it would send a second one.
 */
function later(answer: unknown, reply: ReplyPort): unknown {
  return answer === undefined && !reply.sent ? reply : answer;
}

/** The same where nothing may also be what is to be sent, as with 204. */
function awaited(answer: unknown, reply: ReplyPort): unknown {
  return isAnswered(reply) ? later(answer, reply) : answer;
}

interface Running {
  readonly req: RequestPort;
  readonly reply: ReplyPort;
  readonly ctx: LazyCtx;
}

/** What work throws because `ctx.signal` told it to stop is no failure of its own; answered already, it says nothing new. */
function failed(error: unknown, { reply, ctx }: Pick<Running, "reply" | "ctx">): undefined {
  // Only a ctx whose signal was asked for has one.
  const signal = Object.hasOwn(ctx, "signal") ? (ctx.signal as AbortSignal) : undefined;
  if (signal?.aborted !== true || !isStop(error, signal)) throw error;
  if (!isAnswered(reply)) throw signal.reason;
  return undefined;
}

/** Libraries throw the reason itself, or an AbortError that may have it as its cause. */
function isStop(error: unknown, { reason }: AbortSignal): boolean {
  const { name, cause } = (error ?? {}) as Partial<Error>;
  return error === reason || cause === reason || name === "AbortError";
}

function transformed(parts: PipelineParts): (request: Running) => unknown {
  const handler = parts.handler as RunStage;
  const transforms = (parts.transform ?? []) as readonly RunTransform[];
  const finish = finisher(parts);
  const apply = (start: unknown, request: Running, from: number): unknown => {
    let value = start;
    for (let index = from; index < transforms.length; index++) {
      if (value === request.reply || isAnswered(request.reply)) return undefined;
      value = transforms[index]?.(value, request.ctx);
      if (isPromise(value, request.reply)) {
        return value.then(
          (settled) => awaited(apply(settled, request, index + 1), request.reply),
          (error: unknown) => failed(error, request),
        );
      }
    }
    return finish(value, request.reply);
  };
  return (request) => {
    const { req, reply, ctx } = request;
    const value = handler(req, reply, ctx);
    if (isPromise(value, reply)) {
      return value.then(
        (settled) => awaited(apply(settled, request, 0), reply),
        (error: unknown) => failed(error, request),
      );
    }
    if (value === undefined) return answerNothing(reply);
    const answer = apply(value, request, 0);
    return isPromise(answer, reply) ? answer : sendable(answer, reply);
  };
}

/** The last step: what Fastify sends. Undefined when there is nothing left to send. */
function finisher(parts: PipelineParts): Finish {
  const wrap = parts.envelope === undefined || parts.envelope === true ? envelope : (value: unknown) => value;
  return (value, reply) => {
    if (value === reply || isAnswered(reply) || hasNoBody(reply.statusCode)) return undefined;
    return wrap(value);
  };
}

/** A handler that returns nothing at once either answers later by itself, or has no more to say than its status. */
function answerNothing(reply: ReplyPort): undefined {
  if (hasNoBody(reply.statusCode) && !isAnswered(reply)) reply.send();
  return undefined;
}

function sendable(answer: unknown, reply: ReplyPort): unknown {
  return answer === undefined ? answerNothing(reply) : answer;
}

function hasNoBody(status: number): boolean {
  return status === 204 || status === 304;
}

/** Fastify's reply has a `then` of its own; returning it means "answered". */
function isPromise(value: unknown, reply: ReplyPort): value is Promise<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { then?: unknown }).then === "function" &&
    value !== reply
  );
}

function describe(parts: PipelineParts, placeOf: PlaceOf = () => undefined): PipelineDescription {
  const { method, path, before = [], handler, transform = [], after = [] } = parts;
  const named = (stage: StageName, fns: readonly AnyFunction[]): readonly DescribedStage[] =>
    fns.map((fn) => {
      const at = placeOf(fn);
      return { stage, name: nameOf(fn), ...(at === undefined ? {} : { at }) };
    });
  const stages = [
    ...named("before", before),
    ...named("handler", [handler]),
    ...named("transform", transform),
    ...(parts.envelope === false ? [] : [{ stage: "envelope" as const, name: "envelope" }]),
    ...named("after", after),
  ];
  return { method, path, stages };
}

export type AnyFunction = (...args: never[]) => unknown;

function nameOf(fn: AnyFunction): string {
  return fn.name === "" ? "anonymous" : fn.name;
}
