import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import { getLazyHttpCtx } from "../../core/ctx/ctx.ts";
import type { CtxApp } from "../../core/ctx/ctx-ports.ts";
import type { CsrfTokens } from "../security/csrf-tokens.ts";
import type { ViewTools } from "./view-helpers.ts";
import type { Views } from "./views.ts";

declare module "fastify" {
  interface FastifyReply {
    /**
     * Answers with a view of the app inside `views/layout.hbs`: `reply.view("posts/show", { post })`. `layout` names
     * another view to stand in; false is for none.
     */
    view(name: string, data?: object, options?: PageOptions): FastifyReply;
  }
}

export interface PageOptions {
  readonly layout?: string | false;
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
  const toolsOf = (reply: FastifyReply): ViewTools => {
    const { t, locale, user } = getLazyHttpCtx({ app, req: reply.request, reply });
    return { t, locale, user, csrf: () => csrfToken(reply.request, reply) };
  };
  // The reply itself is the fourth.
  // oxlint-disable-next-line max-params
  fastify.decorateReply("view", function view(this: FastifyReply, name: string, data: object = {}, options = {}) {
    const html = views().render(name, data, { ...toolsOf(this), ...options });
    return this.type("text/html; charset=utf-8").send(html);
  });
  return (data, _req, reply) => (views().has("error") ? views().render("error", data, toolsOf(reply)) : null);
}
