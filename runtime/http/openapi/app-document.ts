import type { FastifyInstance } from "fastify";

import type { Mode } from "../../config/key.ts";
import type { AppSettings } from "../../config/settings.ts";
import type { FoundRoute } from "../routes/find-routes.ts";
import { apiInfo, docsPlaces, type ApiSource } from "./api-info.ts";
import { serveDocs } from "./serve-docs.ts";
import type { OpenApiDocument } from "./types.ts";

/** Gives the document of an app, which is built when it is asked for first. */
export type DocumentOf = () => Promise<OpenApiDocument>;

export interface AppDocumentOptions extends ApiSource {
  readonly routes: readonly FoundRoute[];
  readonly config: AppSettings;
}

export function documentOf({ routes, config, ...source }: AppDocumentOptions): DocumentOf {
  let document: OpenApiDocument | undefined;
  return async () => {
    const { buildDocument } = await import("./document.ts");
    return (document ??= buildDocument(routes, apiInfo(config, source)));
  };
}

/** Serves the document and its page where the config wants them. */
export function addDocs(
  fastify: FastifyInstance,
  { config, mode }: { readonly config: AppSettings; readonly mode: Mode },
  document: DocumentOf,
): void {
  const places = docsPlaces(config, mode);
  if (places !== null) serveDocs(fastify, { ...places, document });
}
