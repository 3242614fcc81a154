import { GeneratorError } from "../core/errors.ts";

const METHODS = ["get", "post", "put", "patch", "delete"] as const;
export type Method = (typeof METHODS)[number];

const MAX_LENGTH = 200;

/** Reads `get,post`. Throws a GeneratorError `option_refused`. */
export function parseMethods(text: string): readonly Method[] {
  const words = text.toLowerCase().split(",");
  const methods = METHODS.filter((method) => words.includes(method));
  if (methods.length === words.length) return methods;
  throw new GeneratorError("option_refused", {
    option: "--method",
    value: text,
    expected: `some of ${METHODS.join(", ")}, each once, with commas between them`,
  });
}

/** Reads the path of a route: `/posts/:id/comments`. Throws a GeneratorError `option_refused`. */
export function parsePath(text: string): string {
  const isPath = /^(?:\/|(?:\/(?::[A-Za-z]\w*|[\w~-][\w.~-]*))+)$/.test(text) && text.length <= MAX_LENGTH;
  const names = [...text.matchAll(/:(\w+)/g)].map(([, name]) => name);
  if (isPath && new Set(names).size === names.length) return text;
  throw new GeneratorError("option_refused", {
    option: "--path",
    value: text.length > MAX_LENGTH ? `${text.slice(0, 24)}...` : text,
    expected: `a path such as /health or /posts/:id/comments, of up to ${MAX_LENGTH} characters`,
  });
}
