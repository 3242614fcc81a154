import { AspAnswerError } from "./asp-answer-error.ts";
import { deriveKeys, newNonce, open, seal, type AspKeys } from "./asp-cipher.ts";
import { ASP_CONTENT_TYPE, formatSignal, lengthPrefixed, parseSignal } from "./asp-format.ts";

export interface AspClientOptions {
  /** The server, and where relative paths start: `https://api.example.com`. */
  readonly baseUrl: string | URL;
  /** `main` unless said: the key id of the app's `asp.masterSecret`. */
  readonly keyId?: string;
  /** What the app has for the key id. */
  readonly secret: string;
  /** The platform's unless said. */
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds since 1970; the platform's clock unless said. */
  readonly now?: () => number;
  /** The app's `asp.http.headerSignal`, where it has its own. */
  readonly headerSignal?: string;
  /** The app's `asp.http.timestampHeader`, where it has its own. */
  readonly timestampHeader?: string;
}

export interface AspClient {
  /**
   * `fetch` for an encrypted route: the body is encrypted on the way out, the answer's on the way in. Redirects are not
   * followed, and there is no multipart.
   * @throws AspAnswerError for an answer that is not the server's to this request
   */
  readonly fetch: (path: string | URL, init?: RequestInit) => Promise<Response>;
}

/**
 * A client for the routes that an app serves encrypted (`asp` in its config).
 * @throws TypeError for a secret or key id that no app accepts, and where the platform has no cryptography
 */
export function makeAspClient(options: AspClientOptions): AspClient {
  const link = makeLink(options);
  return {
    fetch: async (path, init = {}) => {
      const request = new Request(urlAt(link.baseUrl, path), init);
      const { outgoing, sent } = await encrypt(link, request, init);
      const answer = await link.fetch(request.url, outgoing);
      return decrypt(link, sent, answer);
    },
  };
}

/** One client's end of the line. */
interface Link {
  readonly baseUrl: URL;
  readonly keyId: string;
  readonly keys: Promise<AspKeys>;
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => number;
  readonly signal: string;
  readonly timestamp: string;
}

function makeLink(options: AspClientOptions): Link {
  const { secret, keyId = "main", headerSignal = "x-mega-asp", now = Date.now } = options;
  if (globalThis.crypto?.subtle === undefined) {
    throw new TypeError("There is no cryptography here: browsers have it on https pages and on localhost alone.");
  }
  if (!/^[\w-]{1,64}$/.test(keyId)) throw new TypeError(`"${keyId}" is no key id: letters, digits, _ and - are.`);
  if (new TextEncoder().encode(secret).length < 32) throw new TypeError("The secret is shorter than 32 bytes.");
  const keys = deriveKeys(keyId, secret);
  // A failure is told to whoever fetches.
  keys.catch(() => {});
  return {
    baseUrl: new URL(options.baseUrl),
    keyId,
    keys,
    // As a function of its own: browsers refuse a fetch that is called on anything but the window.
    fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
    now,
    signal: headerSignal,
    timestamp: options.timestampHeader ?? "x-mega-asp-timestamp",
  };
}

/** Another server would get a request that this one accepts. */
function urlAt(baseUrl: URL, path: string | URL): URL {
  const url = new URL(path, baseUrl);
  if (url.origin !== baseUrl.origin)
    throw new TypeError(`${url.origin} is not ${baseUrl.origin}, which has the secret.`);
  return url;
}

/** What the answer must be bound to. */
interface Sent {
  readonly method: string;
  readonly path: string;
  readonly timestamp: string;
  readonly nonce: string;
}

async function encrypt(
  link: Link,
  request: Request,
  init: RequestInit,
): Promise<{ outgoing: RequestInit; sent: Sent }> {
  const { method } = request;
  const { pathname, search } = new URL(request.url);
  const headers = new Headers(request.headers);
  const type = headers.get("content-type") ?? "";
  if (/^multipart\//i.test(type))
    throw new TypeError("An encrypted body cannot be multipart; send the file as the body.");
  const body = new Uint8Array(await request.arrayBuffer());
  const sent = { method, path: pathname + search, timestamp: String(Math.floor(link.now())), nonce: newNonce() };
  const data = lengthPrefixed([method, sent.path, sent.timestamp, type]);
  const { ciphertext, tag } = await seal((await link.keys).request, { nonce: sent.nonce, data }, body);
  headers.set(link.signal, formatSignal({ keyId: link.keyId, nonce: sent.nonce, tag }));
  headers.set(link.timestamp, sent.timestamp);
  headers.delete("content-type");
  if (type !== "") headers.set(`${link.signal}-type`, type);
  if (body.length > 0) headers.set("content-type", ASP_CONTENT_TYPE);
  const content = body.length > 0 ? ciphertext : null;
  return { outgoing: { ...init, ...ALWAYS, method, headers, body: content }, sent };
}

async function decrypt(link: Link, sent: Sent, answer: Response): Promise<Response> {
  if (answer.type === "opaqueredirect" || REDIRECTS.has(answer.status)) throw new AspAnswerError("redirect", answer);
  const signal = parseSignal(answer.headers.get(link.signal));
  if (signal === undefined) throw new AspAnswerError("plain", answer);
  const type = answer.headers.get(`${link.signal}-type`) ?? "";
  const ciphertext = new Uint8Array(await answer.arrayBuffer());
  const { method, path, timestamp } = sent;
  const data = lengthPrefixed([method, path, timestamp, type, sent.nonce, String(answer.status)]);
  const { nonce, tag } = signal;
  const body = await open((await link.keys).answer, { nonce, data }, { ciphertext, tag });
  if (body === undefined || signal.keyId !== link.keyId) throw new AspAnswerError("decrypt", answer);
  return plain(link, answer, { body, type });
}

/** The answer as the server would have given it without encryption. */
function plain(
  link: Link,
  answer: Response,
  { body, type }: { readonly body: Uint8Array; readonly type: string },
): Response {
  const { status, statusText } = answer;
  const headers = new Headers(answer.headers);
  for (const name of [link.signal, `${link.signal}-type`, "content-encoding", "content-type"]) headers.delete(name);
  if (type !== "") headers.set("content-type", type);
  return new Response(body.length === 0 ? null : body, { status, statusText, headers });
}

/** Answers to other requests are of no use here. */
const ALWAYS: RequestInit & { readonly cache: string } = { redirect: "manual", cache: "no-store" };

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
