import { realpathSync } from "node:fs";
import { join, sep } from "node:path";

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import type { StaticSettings } from "../../config/parts/static.ts";

/**
 * Serves a folder at `/`: files only, none that start with a dot, none that a link leads out of the folder to; whatever
 * else is asked for is not there. Unless the config says otherwise browsers may keep them and ask each time whether they
 * changed, so a new version shows at once.
 */
export async function serveFolder(
  fastify: FastifyInstance,
  root: string,
  { maxAgeMs, immutable }: Exclude<StaticSettings["static"], false>,
): Promise<void> {
  // An app without such a folder does not wait for it.
  const { default: staticFiles } = await import("@fastify/static");
  await fastify.register(async (scope) => {
    scope.setErrorHandler(hideRefusals);
    await scope.register(staticFiles, {
      root,
      prefix: "/",
      dotfiles: "ignore",
      index: false,
      maxAge: maxAgeMs,
      immutable,
      decorateReply: false,
      allowedPath: isInside,
    });
  });
}

/** A path that is no file's is not there, however it is written; the rest is the app's to answer. */
function hideRefusals(error: { readonly statusCode?: number }, _req: FastifyRequest, reply: FastifyReply): void {
  if (error.statusCode !== 403) throw error;
  reply.callNotFound();
}

/** Links are followed, and have to stay in the folder. */
function isInside(path: string, root: string | readonly string[] | undefined): boolean {
  if (typeof root !== "string") return false;
  try {
    return realpathSync.native(join(root, path)).startsWith(realpathSync.native(root) + sep);
  } catch {
    return false;
  }
}
