import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Mode } from "../../config/key.ts";
import type { OpenapiSettings } from "../../config/parts/openapi.ts";
import type { AppSettings } from "../../config/settings.ts";
import type { Cookies } from "../security/cookies.ts";
import type { ApiInfo } from "./document.ts";

/** Where an app serves its document and the page; null when it does not. */
export function docsPlaces(config: AppSettings, mode: Mode): Pick<OpenapiSettings, "path" | "ui"> | null {
  if (config.openapi === false) return null;
  const { path = "/openapi.json", ui = mode === "development" && "/docs" } = given(config);
  return { path: config.prefix + path, ui: ui && config.prefix + ui };
}

/** Where the rest of what a document says is from. */
export interface ApiSource {
  /** The folder of the project. */
  readonly root: string;
  readonly cookies: Pick<Cookies, "nameOf">;
}

/** What the config, and the project's package.json, say of an app's API. */
export function apiInfo(config: AppSettings, { root, cookies }: ApiSource): ApiInfo {
  const {
    title = config.name,
    version = packageVersion(root),
    description,
    servers = serversOf(config),
  } = given(config);
  return {
    title,
    version,
    description,
    servers,
    prefix: config.prefix,
    hasCsrf: config.csrf !== false,
    hasRateLimit: config.rateLimit !== false,
    sessionCookie: sessionCookie(config, cookies),
  };
}

function sessionCookie({ session }: AppSettings, cookies: ApiSource["cookies"]): string | null {
  return session === undefined ? null : cookies.nameOf(session.cookieName);
}

/** The app's hosts; without them, wherever the document is. */
function serversOf({ hosts }: AppSettings): readonly string[] {
  return hosts.length === 0 ? ["/"] : hosts.map((host) => `https://${host}`);
}

function given({ openapi }: AppSettings): Partial<OpenapiSettings> {
  return typeof openapi === "object" ? openapi : {};
}

function packageVersion(root: string): string {
  try {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { readonly version?: unknown };
    return typeof version === "string" && version !== "" ? version : UNSAID;
  } catch {
    return UNSAID;
  }
}

/** The document has to have a version. */
const UNSAID = "0.0.0";
