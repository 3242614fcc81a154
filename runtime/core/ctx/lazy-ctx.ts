import { buildAdapterAccessors } from "./adapter-accessors.ts";
import * as own from "./ctx-fields.ts";
import type {
  Caches,
  CtxApp,
  CtxConfig,
  Databases,
  FailOptions,
  OkOptions,
  ReplyPort,
  RequestPort,
} from "./ctx-ports.ts";
import { failureEnvelope, successEnvelope, type Envelope, type FailureEnvelope } from "../envelope.ts";
import type { Clock } from "../ports.ts";
import { untranslated } from "../i18n/i18n.ts";
import { sessionOf } from "../session/held-session.ts";
import { compileServices, type ServicesFactory } from "../services/services.ts";

/** Three fields until something is touched: 48 bytes. */
export class LazyCtx {
  readonly app: CtxApp | null;
  readonly req: RequestPort;
  readonly reply: ReplyPort;

  constructor(app: CtxApp | null, req: RequestPort, reply: ReplyPort) {
    this.app = app;
    this.req = req;
    this.reply = reply;
  }

  get id(): unknown {
    return new own.OwnId(this, this.req.id).id;
  }
  set id(value: unknown) {
    void new own.OwnId(this, value);
  }

  get log(): unknown {
    return new own.OwnLog(this, this.req.log).log;
  }
  set log(value: unknown) {
    void new own.OwnLog(this, value);
  }

  get params(): unknown {
    return new own.OwnParams(this, this.req.params).params;
  }
  set params(value: unknown) {
    void new own.OwnParams(this, value);
  }

  get query(): unknown {
    return new own.OwnQuery(this, this.req.query).query;
  }
  set query(value: unknown) {
    void new own.OwnQuery(this, value);
  }

  get body(): unknown {
    return new own.OwnBody(this, this.req.body).body;
  }
  set body(value: unknown) {
    void new own.OwnBody(this, value);
  }

  get user(): unknown {
    return new own.OwnUser(this, undefined).user;
  }
  set user(value: unknown) {
    void new own.OwnUser(this, value);
  }

  get session(): unknown {
    return new own.OwnSession(this, sessionOf(this.app, this.req)).session;
  }
  set session(value: unknown) {
    void new own.OwnSession(this, value);
  }

  get services(): unknown {
    return new own.OwnServices(this, (this.app?.services ?? noServices)(this)).services;
  }
  set services(value: unknown) {
    void new own.OwnServices(this, value);
  }

  get db(): unknown {
    return new own.OwnDb(this, this.app?.db ?? NO_DATABASES).db;
  }
  set db(value: unknown) {
    void new own.OwnDb(this, value);
  }

  get cache(): unknown {
    return new own.OwnCache(this, this.app?.cache ?? NO_CACHES).cache;
  }
  set cache(value: unknown) {
    void new own.OwnCache(this, value);
  }

  get t(): unknown {
    return new own.OwnT(this, this.app?.languageIn(String(this.locale)).translate ?? untranslated).t;
  }
  set t(value: unknown) {
    void new own.OwnT(this, value);
  }

  get locale(): unknown {
    return new own.OwnLocale(this, this.app?.localeOf(this.req, this.reply) ?? "en").locale;
  }
  set locale(value: unknown) {
    void new own.OwnLocale(this, value);
  }

  get signal(): unknown {
    const signal = this.app?.signalOf(this.req, this.reply) ?? new AbortController().signal;
    return new own.OwnSignal(this, signal).signal;
  }
  set signal(value: unknown) {
    void new own.OwnSignal(this, value);
  }

  get clock(): unknown {
    return new own.OwnClock(this, this.app?.clock ?? MACHINE).clock;
  }
  set clock(value: unknown) {
    void new own.OwnClock(this, value);
  }

  get config(): unknown {
    return new own.OwnConfig(this, this.app?.config ?? NO_CONFIG).config;
  }
  set config(value: unknown) {
    void new own.OwnConfig(this, value);
  }

  ok(data: unknown, { status, meta }: OkOptions = {}): Envelope {
    if (status !== undefined) this.reply.code(status);
    return successEnvelope(data, meta);
  }

  fail(code: string, message: string, { status = 400, details }: FailOptions = {}): FailureEnvelope {
    this.reply.code(status);
    return failureEnvelope(details === undefined ? { code, message } : { code, message, details }, this.req.id);
  }
}

const MACHINE: Clock = { now: Date.now };
const NO_CONFIG: CtxConfig = Object.freeze({ env: Object.freeze({}) });
// Nothing is configured, so the accessors have no member but the error that says so.
const NO_DATABASES = buildAdapterAccessors("databases", {}) as unknown as Databases;
const NO_CACHES: Caches = buildAdapterAccessors("caches", {});
const noServices: ServicesFactory = compileServices("main", {});
