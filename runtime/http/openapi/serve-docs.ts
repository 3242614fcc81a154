import type { FastifyInstance } from "fastify";

import type { OpenApiDocument } from "./types.ts";

export interface DocsOptions {
  /** Full path of the document. */
  readonly path: string;
  /** Full path of the page; false for none. */
  readonly ui: string | false;
  /** Builds the document, once. */
  readonly document: () => Promise<OpenApiDocument>;
}

/**
 * Serves the document, and the page that shows it. Both are made when they are asked for first. What the app itself
 * serves at such a path stays the app's.
 */
export function serveDocs(fastify: FastifyInstance, { path, ui, document }: DocsOptions): void {
  const get = (url: string, type: string, answer: (origin: string) => Promise<string>): void => {
    if (fastify.hasRoute({ url, method: "GET" })) return;
    fastify.get(url, { logLevel: "warn" }, async (req, reply) => {
      const text = await answer(`${req.protocol}://${req.host}`);
      return reply.type(`${type}; charset=utf-8`).header("cache-control", "no-cache").send(text);
    });
  };
  let text: string | undefined;
  get(path, "application/json", async () => (text ??= `${JSON.stringify(await document(), null, 2)}\n`));
  if (ui === false) return;
  const style = `${ui}/style.css`;
  let shown = { origin: "", page: "" };
  get(style, "text/css", async () => (await import("./docs-style.ts")).DOCS_STYLE);
  get(ui, "text/html", async (origin) => {
    const { docsPage } = await import("./docs-page.ts");
    if (origin !== shown.origin)
      shown = { origin, page: docsPage(await document(), { document: path, style, origin }) };
    return shown.page;
  });
}
