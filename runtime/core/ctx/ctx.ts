import type { CtxApp, CtxConfig, FailOptions, OkOptions, ReplyPort, RequestPort, ServiceCtx } from "./ctx-ports.ts";
import type { Envelope, FailureEnvelope } from "../envelope.ts";
import { LazyCtx } from "./lazy-ctx.ts";

/**
 * What a handler gets for one request. Fields are built on first touch; then they are own properties of the ctx, so that
 * keys and spread show what was touched. Each may be assigned.
 */
export interface Ctx<App extends CtxApp | null, Req extends RequestPort, Reply extends ReplyPort> extends ServiceCtx {
  readonly app: App;
  readonly req: Req;
  readonly reply: Reply;
  readonly params: Req["params"];
  readonly query: Req["query"];
  readonly body: Req["body"];
  /**
   * Aborts when the client leaves (its reason has the code `client_left`) or the route's `timeoutMs` ends
   * (`route_timeout`): hand it to what may take long.
   */
  readonly signal: AbortSignal;
  readonly config: App extends CtxApp ? App["config"] : CtxConfig;
  /** An answer with a status or meta of its own. */
  ok<T>(data: T, options?: OkOptions): Envelope<T>;
  /** A failure that is no exception. */
  fail(code: string, message: string, options?: FailOptions): FailureEnvelope;
}

export interface CtxParts<App extends CtxApp | null, Req extends RequestPort, Reply extends ReplyPort> {
  readonly app: App;
  readonly req: Req;
  readonly reply: Reply;
}

/** Where a request keeps its ctx. */
export const CTX: unique symbol = Symbol("mega.ctx");

/** The ctx of a request: made when first asked for, the same object from then on. */
export function getLazyHttpCtx<App extends CtxApp | null, Req extends RequestPort, Reply extends ReplyPort>(
  parts: CtxParts<App, Req, Reply>,
): Ctx<App, Req, Reply> {
  return ctxOf(parts.app, parts.req, parts.reply) as unknown as Ctx<App, Req, Reply>;
}

/** The same as `getLazyHttpCtx`. */
export const getHttpCtx: typeof getLazyHttpCtx = getLazyHttpCtx;

/** A plain object with every field built, for tests and tools; requests use the lazy one. */
export function buildHttpCtx<App extends CtxApp | null, Req extends RequestPort, Reply extends ReplyPort>(
  parts: CtxParts<App, Req, Reply>,
): Ctx<App, Req, Reply> {
  const lazy = new LazyCtx(parts.app, parts.req, parts.reply);
  for (const field of LAZY_FIELDS) void Reflect.get(lazy, field);
  const built = Object.assign({}, lazy, { ok: lazy.ok.bind(lazy), fail: lazy.fail.bind(lazy) });
  // Without sessions in the config, asking for one is an error.
  Object.defineProperty(built, "session", {
    get: () => lazy.session,
    set: (value) => {
      lazy.session = value;
    },
  });
  return built as unknown as Ctx<App, Req, Reply>;
}

/** Touched, each becomes an own property. */
const LAZY_FIELDS: readonly string[] = Object.entries(Object.getOwnPropertyDescriptors(LazyCtx.prototype))
  .filter(([name, descriptor]) => descriptor.get !== undefined && name !== "session")
  .map(([name]) => name);

/** For the compiled handler: `getLazyHttpCtx` without an object for its arguments. */
export function ctxOf(app: CtxApp | null, req: RequestPort, reply: ReplyPort): LazyCtx {
  const holder = req as { [CTX]?: LazyCtx | null };
  return (holder[CTX] ??= new LazyCtx(app, req, reply));
}
