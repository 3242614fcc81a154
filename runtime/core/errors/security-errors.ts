import type { ErrorEntry } from "./error-entry.ts";

export interface SecurityErrorParams {
  csrf_rejected: { reason: string };
  cors_refused: { origin: string; method: string; path: string };
  cookie_too_large: { name: string; bytes: number };
  asp_rejected: Readonly<Record<string, never>>;
}

/** The part of the error table that keeps requests out: what the security of an app refuses. */
export const SECURITY_ERRORS: { readonly [Code in keyof SecurityErrorParams]: ErrorEntry<SecurityErrorParams[Code]> } =
  {
    csrf_rejected: {
      status: 403,
      message: (p) => `The request was refused because it may be forged: ${p.reason}.`,
      hint: () => "Open the form again and send it from there; programs send `content-type: application/json`.",
    },
    cors_refused: {
      status: 403,
      message: (p) => `Scripts of ${p.origin} may not call ${p.method} ${p.path}.`,
      hint: () => "Name the origin in `cors.origins` of app.config.ts, or of the route.",
    },
    cookie_too_large: {
      status: 500,
      message: (p) => `The cookie ${p.name} has ${p.bytes} bytes; browsers need not keep more than 4096.`,
      hint: () => "Keep the data on the server, in the session, and an id in the cookie.",
    },
    asp_rejected: {
      status: 400,
      // The same for every rule: what was wrong is for the log alone.
      message: () => "The request was refused.",
      hint: () => "The path takes encrypted requests; the log says what was wrong with this one.",
    },
  };
