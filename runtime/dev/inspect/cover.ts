import { isSecretName, REDACTED, redactText } from "../../config/redact.ts";

type HeaderList = readonly (readonly [name: string, value: string])[];

const SECRET_HEADERS = new Set(["authorization", "cookie", "proxy-authorization", "set-cookie", "x-csrf-token"]);

/** The headers of a message as they may be shown. */
export function coverHeaders(headers: HeaderList): HeaderList {
  return headers.map(([name, value]) =>
    SECRET_HEADERS.has(name.toLowerCase()) || isSecretName(name)
      ? ([name, REDACTED] as const)
      : ([name, redactText(value)] as const),
  );
}

/** A copy of what a body says, as it may be shown: fields named like secrets are covered, at any depth. */
export function coverBody(body: unknown): unknown {
  // Written and read again: every value is reached, however it is kept.
  return JSON.parse(JSON.stringify(body), (key, value: unknown) => (isSecretField(key) ? REDACTED : value)) as unknown;
}

/** The longest text of a parameter that is shown, in characters. */
const SHOWN = 60;

/**
 * The first parameters of a query as texts that may be shown. Of a query that names anything like a secret, no text is: which
 * parameter belongs to which column is not known.
 */
export function coverParameters(sql: string, parameters: readonly unknown[], most: number): readonly string[] {
  const isSecret = SECRET_COLUMN.test(sql);
  return parameters.slice(0, most).map((value) => {
    if (typeof value === "string") return isSecret ? REDACTED : `"${cut(redactText(value.slice(0, 2 * SHOWN)))}"`;
    if (value instanceof Uint8Array) return `${value.byteLength} bytes`;
    if (typeof value === "object" && value !== null && !(value instanceof Date)) return isSecret ? REDACTED : "object";
    return value instanceof Date ? value.toISOString() : String(value);
  });
}

const SECRET_COLUMN =
  /secret|pass(?:word|wd|phrase)?|pwd|token|credential|hash|salt|digest|session|(?:api|private)_?key/i;

function isSecretField(name: string): boolean {
  return isSecretName(name) || SECRET_COLUMN.test(name);
}

function cut(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text;
}
