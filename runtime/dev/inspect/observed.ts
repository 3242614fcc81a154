import type { ConfigValue } from "../../config/provenance.ts";
import type { Failure, RouteInfo } from "../messages.ts";

/** What an app that is watched tells of its work. Times are milliseconds: `at` since 1970, all others durations. */
export type Observed = ObservedRequest | ObservedQuery | ObservedLog | ObservedError;

export interface ObservedRequest {
  readonly kind: "request";
  readonly at: number;
  /** As in the log and in failure envelopes. */
  readonly id: string;
  readonly app: string;
  readonly method: string;
  /** Secrets in its query are covered. */
  readonly url: string;
  /** The pattern of the route that answered; null when none did. */
  readonly route: string | null;
  /** Null when the client left before there was one. */
  readonly status: number | null;
  readonly ms: number;
  /** In the order in which they began. */
  readonly stages: readonly ObservedStage[];
  /** The fields of ctx that were read or set, in the order of that. */
  readonly fields: readonly string[];
  /** Secrets are covered. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Secrets are covered. Null for none, and for one that is not shown. */
  readonly body: string | null;
  readonly replay: Replay;
}

/** What it takes to send a request again, secrets and all: not to be shown. */
export type Replay =
  | {
      readonly url: string;
      readonly headers: readonly (readonly [name: string, value: string])[];
      readonly body: string | null;
    }
  /** Why it cannot be sent again. */
  | { readonly impossible: string };

export interface ObservedStage {
  /** `onRequest`, `body`, `validation`, `preHandler`, `before`, `handler`, `transform`, `serialization`, `onSend`, `after` */
  readonly stage: string;
  /** The function's name; null for what the framework and hooks do there. */
  readonly name: string | null;
  /** Since the request arrived. */
  readonly from: number;
  /** Null while it has not ended. */
  readonly ms: number | null;
  readonly failed: boolean;
}

export interface ObservedQuery {
  readonly kind: "query";
  readonly at: number;
  /** The request that made it; null when it was none. */
  readonly request: string | null;
  readonly database: string;
  readonly sql: string;
  /** Cut, and covered where they may be a secret. */
  readonly parameters: readonly string[];
  readonly parameterCount: number;
  readonly ms: number;
  readonly error: string | null;
}

export interface ObservedLog {
  readonly kind: "log";
  readonly at: number;
  readonly request: string | null;
  readonly level: string;
  readonly message: string;
  /** All else that the line says, as JSON; empty for nothing. */
  readonly fields: string;
}

/** A request failed with 500 or above. */
export interface ObservedError {
  readonly kind: "error";
  readonly at: number;
  readonly request: string;
  readonly failure: Failure;
}

/** What a running app can be asked about itself. */
export interface Subjects {
  readonly routes: readonly RouteInfo[];
  readonly config: readonly ConfigValue[];
  readonly health: {
    readonly ok: boolean;
    readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly [detail: string]: unknown }>>;
  };
}

export type Subject = keyof Subjects;
