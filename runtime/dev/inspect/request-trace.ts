import type { FastifyReply, FastifyRequest } from "fastify";

import { redactQuery } from "../../config/redact.ts";
import { CTX } from "../../core/ctx/ctx.ts";
import type { ObservedRequest, ObservedStage } from "./observed.ts";
import { bodyOf, headersOf, replayOf } from "./request-content.ts";

/** How long a request that is answered may keep its trace open for stages that run after it. */
const AFTER_MS = 5_000;
/** A route with more is cut. */
const MOST_STAGES = 60;
/** In characters. */
const LONGEST_URL = 2_000;

interface RunningStage {
  readonly stage: string;
  readonly name: string | null;
  readonly from: number;
  ms: number | null;
  failed: boolean;
}

interface Ending {
  readonly status: number | null;
  readonly ms: number;
}

/** One request while it is watched: its stages with their times, until it is over. */
export class RequestTrace {
  readonly #req: FastifyRequest;
  readonly #app: string;
  readonly #started: number = performance.now();
  readonly #stages: RunningStage[] = [];
  #step: RunningStage | null = null;
  #open = 0;
  #body: string | null = null;
  #shownBody: string | null = null;
  #ending: Ending | null = null;

  constructor(req: FastifyRequest, app: string) {
    this.#req = req;
    this.#app = app;
  }

  get id(): string {
    return this.#req.id;
  }

  /** The framework's part of the way: one step ends where the next begins. Null: only what ran ends. */
  step(stage: string | null): void {
    // Fastify runs some hooks twice where no route is found.
    if (this.#step !== null && this.#step.stage === stage) return;
    const now = this.#elapsed();
    if (this.#step !== null) this.#step.ms ??= now - this.#step.from;
    this.#step = stage === null ? null : this.#begin({ stage, name: null, from: now, ms: null, failed: false });
  }

  /** A stage of the route begins; call what this gives when it has ended. */
  stage(stage: string, name: string): (failed: boolean) => void {
    this.step(null);
    const begun = this.#begin({ stage, name, from: this.#elapsed(), ms: null, failed: false });
    this.#open++;
    return (failed) => {
      begun.ms = this.#elapsed() - begun.from;
      begun.failed = failed;
      this.#open--;
    };
  }

  /** Notes the body as it was parsed, before validation changes it. */
  parsed(): void {
    ({ sent: this.#body, shown: this.#shownBody } = bodyOf(this.#req));
  }

  over(reply: FastifyReply, end: "answered" | "left"): void {
    this.step(null);
    const hasStatus = end === "answered" || reply.raw.headersSent;
    this.#ending = { status: hasStatus ? reply.statusCode : null, ms: this.#elapsed() };
  }

  /** What is to be told of it; null while it goes on, or stages after it do. */
  observed(): ObservedRequest | null {
    if (this.#ending === null || (this.#open > 0 && this.#elapsed() - this.#ending.ms < AFTER_MS)) return null;
    const req = this.#req;
    const ctx = (req as { readonly [CTX]?: object | null })[CTX];
    return {
      kind: "request",
      at: performance.timeOrigin + this.#started,
      id: req.id,
      app: this.#app,
      method: req.method,
      url: redactQuery(req.url.slice(0, LONGEST_URL)),
      route: req.routeOptions.url ?? null,
      ...this.#ending,
      stages: this.#stages.map((stage): ObservedStage => ({ ...stage })),
      fields: Object.keys(ctx ?? {}).filter((field) => !OF_EVERY_CTX.has(field)),
      headers: headersOf(req),
      body: this.#shownBody,
      replay: req.url.length > LONGEST_URL ? { impossible: "its address is too long" } : replayOf(req, this.#body),
    };
  }

  #begin(stage: RunningStage): RunningStage {
    if (this.#stages.length < MOST_STAGES) this.#stages.push(stage);
    return stage;
  }

  #elapsed(): number {
    return performance.now() - this.#started;
  }
}

const OF_EVERY_CTX: ReadonlySet<string> = new Set(["app", "req", "reply"]);
