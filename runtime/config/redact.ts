import { inspect } from "node:util";

import { object } from "./key.ts";
import { CONFIG_KEYS } from "./keys.ts";
import { schemasAt } from "./schema-at.ts";
import { isTree, mapTree } from "./tree.ts";

/** Stands for what must not be seen. */
export const REDACTED = "[redacted]";

/**
 * A copy of the config value at `path` that may be shown: secrets are covered, and passwords within addresses.
 * @param secrets paths that are never shown, beside those that the table says
 */
export function redact(value: unknown, path: string, secrets: ReadonlySet<string> = NONE): unknown {
  return mapTree(value, (leaf, at) => redactLeaf(leaf, at, secrets), path);
}

/** Whether the value at a path is never shown: by its schema, or by its name. */
export function isSecret(path: string): boolean {
  const known = answers.get(path);
  if (known !== undefined) return known;
  const answer = speaksOfSecret(path);
  answers.set(path, answer);
  return answer;
}

/** A start asks of the same few hundred paths, and each answer takes a walk through the table. */
const answers = new Map<string, boolean>();

function speaksOfSecret(path: string): boolean {
  const names = path.split(".");
  if (names.some(isSecretName)) return true;
  const above = names.map((_, index) => names.slice(0, index + 1).join("."));
  return above.some((at) => schemasAt(EVERY_KEY, at).some((schema) => schema["secret"] === true));
}

/** A text whose addresses have lost their password, and what their query names like one. */
export function redactText(text: string): string {
  return redactQuery(text.replace(PASSWORD, `$1${REDACTED}$2`));
}

/** An address whose query has lost what it names like a secret. Takes time in proportion to its length, whatever it is. */
export function redactQuery(url: string): string {
  return url.includes("?") ? url.replace(QUERY_SECRET, `$1${REDACTED}`) : url;
}

/**
 * Makes the secrets of a config invisible where it is printed (`console.log`, a logger, JSON.stringify), at whatever depth
 * the printing starts. They are read as before. Changes the objects; says whether there was anything to hide.
 */
export function hideSecrets(value: unknown, secrets: ReadonlySet<string>, path = ""): boolean {
  if (!isTree(value) && !Array.isArray(value)) return redactLeaf(value, path, secrets) !== value;
  // Every one of them hides its own, so all are visited.
  const hidden = Object.entries(value).filter(([name, inner]) =>
    hideSecrets(inner, secrets, path === "" ? name : `${path}.${name}`),
  );
  if (hidden.length === 0) return false;
  const show = { value: (): unknown => redact(value, path, secrets), configurable: true };
  Object.defineProperties(value, { toJSON: show, [inspect.custom]: show });
  return true;
}

const EVERY_KEY = object(Object.fromEntries(Object.entries(CONFIG_KEYS).map(([name, { schema }]) => [name, schema])));

/** Whether a name speaks of a secret: of an option or a variable that nobody listed. */
export function isSecretName(name: string): boolean {
  return /(?:secret|pass|password|passwd|passphrase|pwd|token|credential|key|salt)s?$/i.test(name);
}

const NONE: ReadonlySet<string> = new Set();
/** A port is no password: `http://localhost:3000/@me`. */
const PASSWORD = /(\b[a-z][a-z\d+.-]*:\/\/[^\s/?#:@]*:)(?!\d{1,5}(?:[/?#]|$))\S*(@)/gi;
const QUERY_SECRET = /([?&][^=&?#\s]*(?:secret|password|passwd|token|key)=)[^&#\s]*/gi;

function redactLeaf(value: unknown, path: string, secrets: ReadonlySet<string>): unknown {
  const inApp = path.replace(/^apps\.[^.]+\./, "");
  if (secrets.has(inApp) || isSecret(inApp)) return REDACTED;
  return typeof value === "string" ? redactText(value) : value;
}
