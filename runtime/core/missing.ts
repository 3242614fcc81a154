/**
 * Makes reading a member that `target` does not have an error. The members it has are found before the end of the
 * prototype chain is reached, so they cost nothing more; `in` and symbols behave as ever.
 */
export function withMissing(target: object, explain: (name: string) => Error): void {
  const end = new Proxy(Object.create(null) as object, {
    get(_target, key) {
      if (typeof key === "symbol" || key in Object.prototype || PROBES.has(key))
        return Reflect.get(Object.prototype, key);
      throw explain(key);
    },
  });
  Object.setPrototypeOf(target, end);
}

/** What promises, JSON, `util.inspect` (is it a URL?) and test runners ask every object for. */
const PROBES: ReadonlySet<string> = new Set([
  "then",
  "toJSON",
  "href",
  "asymmetricMatch",
  "nodeType",
  "tagName",
  "$$typeof",
]);
