import { CookieJar } from "./cookie-jar.ts";
import { findPostForm } from "./html-form.ts";
import type { SignedIn } from "./sessions.ts";

/** What JSON.parse gives: a test says itself what it expects. */
export type JsonData = ReturnType<typeof JSON.parse>;

/** An answer of the app. */
export interface TestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
  /** The parsed body of a JSON answer, else the text. */
  readonly body: JsonData;
  /** `data` of the envelope. */
  readonly data: JsonData;
  /** `meta` of the envelope. */
  readonly meta: JsonData;
  /** `error` of the envelope; undefined for an answer that is no failure. */
  readonly error: JsonData;
}

export interface TestRequest {
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as a form, urlencoded. */
  readonly form?: FormInput;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** The host that is asked, with its own cookies; the app's own unless said. */
  readonly host?: string;
}

/** What a user types: `true` ticks a checkbox, `false` unticks it, null empties an input. */
export type FormInput = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** One visitor of the app, with cookies. */
export interface TestClient {
  /** Sends a request: `"POST /api/posts"`, or a path alone for GET. */
  readonly request: (target: string, request?: TestRequest) => Promise<TestAnswer>;
  /**
   * Opens a page, fills in a form that is sent by POST and submits it as a browser without JavaScript does: the first one
   * of the page's `<main>`, or the one with that `action`. Inputs that are not named keep what the page put into them.
   */
  readonly submit: (page: string, values?: FormInput, form?: { readonly action: string }) => Promise<TestAnswer>;
  /** Goes on with a new session of this user, as after a form for signing in. For apps that have sessions. */
  readonly signIn: (user: SignedIn) => Promise<void>;
}

/** What carries a request into the app: `inject` of Fastify. */
export type Inject = (request: {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";
  readonly url: string;
  readonly query: Record<string, string>;
  readonly headers: Record<string, string>;
  readonly payload?: string;
}) => Promise<{
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | number | string[] | undefined>>;
  readonly payload: string;
}>;

/** What every request of a client has, unless the request says otherwise. */
export interface ClientDefaults {
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Gives the `set-cookie` line of a new session. */
  readonly startSession?: (user: SignedIn) => Promise<string>;
}

export function makeTestClient(inject: Inject, defaults: ClientDefaults = {}): TestClient {
  const jars = new Map<string, CookieJar>();
  const jarOf = (host = ""): CookieJar => {
    const jar = jars.get(host) ?? new CookieJar();
    jars.set(host, jar);
    return jar;
  };
  const request: TestClient["request"] = async (target, options = {}) => {
    const host = options.host ?? defaults.host;
    const jar = jarOf(host);
    const cookie = jar.header();
    const { headers, payload } = payloadOf(options);
    const answer = await inject({
      ...parseTarget(target),
      query: texts(options.query ?? {}),
      headers: {
        ...(host === undefined ? {} : { host }),
        ...(cookie === undefined ? {} : { cookie }),
        ...headers,
        ...defaults.headers,
        ...options.headers,
      },
      ...(payload === undefined ? {} : { payload }),
    });
    jar.keep(answer.headers["set-cookie"] as string | string[] | undefined);
    return readAnswer(answer);
  };
  return {
    request,
    submit: (page, values = {}, form) => submitPage(request, { page, values, action: form?.action }),
    signIn: async (user) => jarOf(defaults.host).keep(await defaults.startSession?.(user)),
  };
}

interface Submission {
  readonly page: string;
  readonly values: FormInput;
  readonly action: string | undefined;
}

async function submitPage(request: TestClient["request"], { page, values, action }: Submission): Promise<TestAnswer> {
  const opened = await request(page, { headers: { accept: "text/html" } });
  const form = opened.status === 200 ? findPostForm(opened.text, page, action) : null;
  if (form === null) {
    const which = action === undefined ? "" : ` to ${action}`;
    throw new Error(
      `GET ${page} answered ${opened.status} without a form that is sent by POST${which}:\n${opened.text}`,
    );
  }
  const ticked = Object.entries(values).map(([name, value]) => [
    name,
    value === true ? (form.checkboxes[name] ?? "on") : value,
  ]);
  return request(`POST ${form.action}`, {
    form: { ...form.values, ...Object.fromEntries(ticked) },
    headers: { accept: "text/html", "sec-fetch-site": "same-origin" },
  });
}

type Method = Parameters<Inject>[0]["method"];

function parseTarget(target: string): { readonly method: Method; readonly url: string } {
  const match = /^(?:([A-Z]+) )?(\/.*)$/.exec(target);
  if (!match) throw new Error(`"${target}" is no request: write "POST /api/posts", or a path alone for GET`);
  // The app itself says which methods it knows.
  return { method: (match[1] ?? "GET") as Method, url: match[2] ?? "/" };
}

function payloadOf({ body, form }: TestRequest): {
  readonly headers: Record<string, string>;
  readonly payload?: string;
} {
  if (form !== undefined) {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    return { headers, payload: new URLSearchParams(texts(form)).toString() };
  }
  if (body === undefined) return { headers: {} };
  return { headers: { "content-type": "application/json" }, payload: JSON.stringify(body) };
}

function texts(values: FormInput): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined && value !== false)
      .map(([name, value]): [string, string] => [name, value === null ? "" : String(value)]),
  );
}

function readAnswer({ statusCode, headers, payload }: Awaited<ReturnType<Inject>>): TestAnswer {
  const body: JsonData = /^application\/(?:[\w.]+\+)?json/.test(String(headers["content-type"]))
    ? JSON.parse(payload)
    : payload;
  const { data, meta, error } = typeof body === "object" && body !== null ? body : {};
  // Fastify gives numbers for some headers that it sets itself.
  return { status: statusCode, headers: headers as TestAnswer["headers"], text: payload, body, data, meta, error };
}
