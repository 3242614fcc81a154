import type { InputCode, InputImport } from "../dev/messages.ts";

/** Where compiled inputs find their scope. */
export const SCOPE: unique symbol = Symbol.for("mega.console");

/** Imports for what is typed: `import()` as a module in the project's root has it. */
export type ImportModule = (
  specifier: string,
  options?: ImportCallOptions,
) => Promise<Readonly<Record<string, unknown>>>;

/** The variables of a console: the names it gives, and those that were declared at the prompt. */
export class ConsoleScope {
  /** Variable → value. What compiled inputs need beside them is there too, and is not enumerable. */
  readonly values: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  readonly #declared = new Set<string>();
  readonly #imports = new Map<string, { readonly specifier: string; readonly name: string }>();
  readonly #code: string[] = [];

  constructor(root: string, rootUrl: string) {
    Object.defineProperty(this.values, "__scope", { value: this.values });
    Object.defineProperty(this.values, "__meta", { value: { dirname: root, url: rootUrl } });
    Object.defineProperty(globalThis, SCOPE, { value: this.values, configurable: true });
  }

  /** Gives names their values, but for those that were declared anew at the prompt. */
  name(names: object, importModule: ImportModule): void {
    Object.defineProperty(this.values, "__import", { value: importModule, configurable: true });
    for (const [name, value] of Object.entries(names)) if (!this.#declared.has(name)) this.values[name] = value;
  }

  /** Makes room for the variables of an input that is about to run. */
  declare({ code, declares, assigns, imports }: InputCode): void {
    this.#code.push(code);
    const free = assigns.filter((name) => !(name in this.values) && !(name in globalThis));
    for (const name of [...declares, ...free]) {
      this.#declared.add(name);
      this.#imports.delete(name);
      if (!(name in this.values)) this.values[name] = undefined;
    }
    for (const imported of imports) this.#noteImport(imported);
  }

  /**
   * After the project was loaded anew: imports are repeated, what holds anything of the old code is dropped.
   * @returns the names of what was dropped
   */
  async renew(importModule: ImportModule): Promise<readonly string[]> {
    const dropped: string[] = [];
    for (const name of this.#declared) {
      const value = await this.#renewed(name, importModule);
      if (value === DROPPED) dropped.push(name);
      else this.values[name] = value;
    }
    for (const name of dropped) {
      this.#declared.delete(name);
      this.#imports.delete(name);
      delete this.values[name];
    }
    return dropped;
  }

  #noteImport({ specifier, names }: InputImport): void {
    for (const [local, name] of Object.entries(names)) this.#imports.set(local, { specifier, name });
  }

  async #renewed(variable: string, importModule: ImportModule): Promise<unknown> {
    const source = this.#imports.get(variable);
    const value = this.values[variable];
    if (source === undefined) return this.#makesSense(value, new Set()) ? value : DROPPED;
    const module = await importModule(source.specifier).catch(() => ({}));
    if (source.name === "*") return module;
    return source.name in module ? (module as Readonly<Record<string, unknown>>)[source.name] : DROPPED;
  }

  /** Data does, and so does a function that was typed, which finds the new names when it runs. */
  #makesSense(value: unknown, seen: Set<object>): boolean {
    if (typeof value === "function") return this.#isTyped(value);
    if (typeof value !== "object" || value === null || seen.has(value)) return true;
    seen.add(value);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== null && !DATA.has(prototype)) return false;
    const parts = value instanceof Map ? [...value.entries()].flat() : value instanceof Set ? [...value] : [];
    if (ArrayBuffer.isView(value)) return true;
    return [...parts, ...Object.values(value)].every((part) => this.#makesSense(part, seen));
  }

  #isTyped(value: unknown): boolean {
    const text = Function.prototype.toString.call(value);
    return this.#code.some((code) => code.includes(text));
  }
}

const DROPPED: unique symbol = Symbol("dropped");

/** What has one of these prototypes is data. */
const DATA: ReadonlySet<unknown> = new Set(
  [Object, Array, Date, Map, Set, RegExp, Error, TypeError, RangeError, URL, URLSearchParams, Buffer, Uint8Array].map(
    ({ prototype }) => prototype as unknown,
  ),
);
