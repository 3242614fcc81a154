import type { FastifyReply, FastifyRequest } from "fastify";
import type { Static, TSchema, TUnknown } from "typebox";

import type { Ctx } from "../../core/ctx/ctx.ts";
import type { Envelope, FailureEnvelope } from "../../core/envelope.ts";
import type { MegaApp } from "../app.ts";
import type { RouteSecurity } from "../security/policy.ts";

/** A schema, or one for each status: `{ 201: Post.row }`. */
export type ResponseSchemas = TSchema | { readonly [status: number]: TSchema };

/** The ctx of a request; `req.params`, `query` and `body` are typed by the route's schemas. */
export type HttpCtx<Req extends FastifyRequest = FastifyRequest> = Ctx<MegaApp, Req, FastifyReply>;

/** `(req, reply, ctx)`: what runs before a handler, or after the answer. */
export type Middleware = (req: FastifyRequest, reply: FastifyReply, ctx: HttpCtx) => unknown;

/** Maps what the handler returned. */
export type RouteTransform = (value: unknown, ctx: HttpCtx) => unknown;

/** `helmet`, `cors`, `rateLimit` and `csrf` replace those of the app as a whole; `false` turns one off for this route. */
export interface RouteSettings extends RouteSecurity {
  /** Each ends the request by throwing, or by sending: `return reply.code(401).send(…)`. */
  readonly before?: readonly Middleware[];
  readonly transform?: readonly RouteTransform[];
  /** Run once the answer is sent, for failures too; they cannot change it. */
  readonly after?: readonly Middleware[];
  /** False: the handler's value is the answer as it is. */
  readonly envelope?: false;
  /** Bytes; the app's limit unless said. */
  readonly bodyLimit?: number;
  /** Milliseconds until the answer must have begun; else it is 503 `route_timeout`, and `ctx.signal` aborts. No limit unless said. */
  readonly timeoutMs?: number;
  readonly summary?: string;
  readonly tags?: readonly string[];
  /**
   * How the OpenAPI document shows the route. False leaves it out, as routes below `routes/pages/` are unless said.
   */
  readonly openapi?: boolean | RouteDocs;
}

/** What the OpenAPI document says of a route beside its schemas, summary and tags. */
export interface RouteDocs {
  /** What clients call it; made of method and path unless said: `listPosts`. Letters and digits. */
  readonly id?: string;
  readonly description?: string;
  readonly deprecated?: boolean;
}

export interface RouteOptions<P, Q, B, H, R> extends RouteSettings {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly headers?: H;
  /** What is answered, the envelope aside; the handler's return value is checked against it. */
  readonly response?: R;
}

export type TypedRequest<P extends TSchema, Q extends TSchema, B extends TSchema, H extends TSchema> = FastifyRequest<{
  Params: Static<P>;
  Querystring: Static<Q>;
  Body: Static<B>;
  Headers: HeadersOf<Static<H>>;
}>;

/** What a handler may return: data, an envelope of `ctx.ok()` or `ctx.fail()`, or the reply when it has answered. */
export type HandlerResult<R> = Answer<R> | Promise<Answer<R>>;

export type Handler<P extends TSchema, Q extends TSchema, B extends TSchema, H extends TSchema, R> = (
  req: TypedRequest<P, Q, B, H>,
  reply: FastifyReply,
  ctx: HttpCtx<TypedRequest<P, Q, B, H>>,
) => HandlerResult<R>;

/** `route.get(path, handler)` or `route.get(path, options, handler)`. */
export interface RouteMethod {
  (path: string, handler: Handler<TUnknown, TUnknown, TUnknown, TUnknown, TUnknown>): void;
  <
    const P extends TSchema = TUnknown,
    const Q extends TSchema = TUnknown,
    const B extends TSchema = TUnknown,
    const H extends TSchema = TUnknown,
    const R extends ResponseSchemas = TUnknown,
  >(
    path: string,
    options: RouteOptions<P, Q, B, H, R>,
    handler: Handler<P, Q, B, H, R>,
  ): void;
}

/** What `defineRoutes` hands to its callback. */
export interface RouteBuilder {
  readonly get: RouteMethod;
  readonly post: RouteMethod;
  readonly put: RouteMethod;
  readonly patch: RouteMethod;
  readonly delete: RouteMethod;
}

type HeadersOf<T> = unknown extends T ? unknown : T;

type Answer<R> = R extends TUnknown ? unknown : Data<R> | Envelope<Data<R>> | FailureEnvelope | FastifyReply;

/** The data of a route's schema; of a map by status, that of its successes. */
type Data<R> = [keyof R] extends [never]
  ? unknown
  : keyof R extends number
    ? { [Status in keyof R]: IsFailure<Status> extends true ? never : Static<R[Status] & TSchema> }[keyof R]
    : Static<R & TSchema>;

type IsFailure<Status> = Status extends number ? (`${Status}` extends `${4 | 5}${string}` ? true : false) : false;
