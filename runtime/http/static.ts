import type { FastifyInstance } from "fastify";

/**
 * Serves a folder at `/`: files only, none that start with a dot. Browsers may keep them and ask each time whether they
 * changed, so a new version shows at once.
 */
export async function serveFolder(fastify: FastifyInstance, root: string): Promise<void> {
  // An app without such a folder does not wait for it.
  const { default: staticFiles } = await import("@fastify/static");
  await fastify.register(staticFiles, { root, prefix: "/", dotfiles: "ignore", index: false, decorateReply: false });
}
