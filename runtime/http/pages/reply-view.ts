import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import { getLazyHttpCtx } from "../../core/ctx.ts";
import type { CtxApp } from "../../core/ctx-ports.ts";
import type { CsrfTokens } from "../security/csrf-tokens.ts";
import type { Views } from "./views.ts";

declare module "fastify" {
  interface FastifyReply {
    /** Answers with a view of the app inside its layout: `reply.view("posts/show", { post })`. */
    view(name: string, data?: object): FastifyReply;
  }
}

export interface ViewOptions {
  readonly app: CtxApp;
  /** Those of the moment: they may be exchanged while the app runs. */
  readonly views: () => Views;
  readonly csrfToken: CsrfTokens["create"];
}

/** Renders the app's error page; null without one. */
export type RenderError = (data: object, req: FastifyRequest, reply: FastifyReply) => string | null;

/** Gives replies their `view()`, and gives back what renders `views/error.hbs`. */
export function addViews(fastify: FastifyInstance, { app, views, csrfToken }: ViewOptions): RenderError {
  const render = (reply: FastifyReply, name: string, data: object): string => {
    const { t, locale, user } = getLazyHttpCtx({ app, req: reply.request, reply });
    return views().render(name, data, { t, locale, user, csrf: () => csrfToken(reply.request, reply) });
  };
  fastify.decorateReply("view", function view(this: FastifyReply, name: string, data: object = {}) {
    const html = render(this, name, data);
    return this.type("text/html; charset=utf-8").send(html);
  });
  return (data, _req, reply) => (views().has("error") ? render(reply, "error", data) : null);
}
