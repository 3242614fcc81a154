import type { Kysely } from "kysely";

import { defaultOf } from "../ctx/adapter-accessors.ts";
import type { ServiceCtx } from "../ctx/ctx-ports.ts";
import type { Database } from "../data/database.ts";
import type { Logger } from "../ports.ts";
import type { Services } from "../registry.ts";

/** A service of a project: `apps/<app>/services/posts.ts` is `ctx.services.posts`, built once for each ctx that touches it. */
export class MegaService {
  readonly ctx: ServiceCtx;

  constructor(ctx: ServiceCtx) {
    this.ctx = ctx;
  }

  /** The default database: `main`, or the only one there is. */
  get db(): Kysely<Database> {
    return defaultOf(this.ctx.db);
  }

  get services(): Services {
    return this.ctx.services;
  }

  get log(): Logger {
    return this.ctx.log;
  }
}
