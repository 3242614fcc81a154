import type { ErrorEntry } from "./error-entry.ts";

export interface SessionErrorParams {
  session_off: Readonly<Record<string, never>>;
  session_unread: Readonly<Record<string, never>>;
  session_conflict: { key: string };
  session_gone: Readonly<Record<string, never>>;
  session_closed: { what: string };
  session_value_invalid: { key: string; reason: string };
  session_too_large: { size: number; limit: number };
  session_store_unreachable: { driver: string; place: string; reason: string };
}

/** The part of the error table that is about sessions. */
export const SESSION_ERRORS: { readonly [Code in keyof SessionErrorParams]: ErrorEntry<SessionErrorParams[Code]> } = {
  session_off: {
    status: 500,
    message: () => "This app has no sessions.",
    hint: () => 'Add `session: { store: { driver: "file" } }` to the app\'s app.config.ts.',
  },
  session_unread: {
    status: 500,
    message: () => "The session of this request was not read: the route is a plugin's own.",
    hint: () => "Use `ctx.session` in the routes of the app, from `routes/`.",
  },
  session_conflict: {
    status: 409,
    message: (p) => `Another request has changed \`${p.key}\` of this session meanwhile; nothing was saved.`,
    hint: (p) => `Send the request again. For values that requests change together: \`session.update("${p.key}", …)\`.`,
  },
  session_gone: {
    status: 409,
    message: () => "The session was ended while the request ran; nothing was saved.",
    hint: () => "Open the page again.",
  },
  session_closed: {
    status: 500,
    message: (p) => `\`session.${p.what}\` was called after the answer had left, when it cannot be saved any more.`,
    hint: () => "Wait for what the handler does before it returns; `after` may only read the session.",
  },
  session_value_invalid: {
    status: 500,
    message: (p) => `The session cannot keep the value of \`${p.key}\`: ${p.reason}.`,
    hint: () => "Sessions hold JSON: texts, numbers, booleans, null, arrays, plain objects.",
  },
  session_too_large: {
    status: 500,
    message: (p) => `The session would have ${p.size} characters; ${p.limit} fit.`,
    hint: () => "Keep large things in the database, and their id in the session.",
  },
  session_store_unreachable: {
    status: 503,
    message: (p) => `The session store (${p.driver}, ${p.place}) does not answer: ${p.reason}`,
    hint: () => "See `session.store` in the app's app.config.ts.",
  },
};
