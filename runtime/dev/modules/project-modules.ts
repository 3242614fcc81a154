import { readFileSync, statSync } from "node:fs";
import type { ImportAttributes } from "node:module";
import { dirname, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import vm, { type Module, type SourceTextModule } from "node:vm";

import type { ModuleSignatures } from "../messages.ts";
import { keepSourceMap } from "./source-maps.ts";

/** What the compiler writes beside the modules of a build: how the project imports what is not its own. */
export interface ProjectImports {
  /** What it imports from packages, as it is written. */
  readonly packages: readonly string[];
  /** Its own modules, as this module would import them. */
  readonly modules: readonly string[];
  /** Node's own import, from the folder of the build. */
  readonly load: (specifier: string, options?: ImportCallOptions) => Promise<Namespace>;
  readonly resolve: (specifier: string) => string;
}

type Namespace = Readonly<Record<string, unknown>>;

interface Linked {
  readonly module: SourceTextModule;
  readonly signature: string;
  /** Paths of the project's modules that it imports. */
  readonly imports: Set<string>;
}

/**
 * Loads the compiled modules of a project. They are modules of `node:vm`, which has two uses: a few hundred are loaded in
 * a quarter of the time that Node's own loader takes, and they can be read, compiled and linked before it is known which
 * of them a save will change, though none of the project's code runs yet.
 */
export class ProjectModules {
  /** Absolute path of the folder of all modules. */
  readonly folder: string;
  readonly #imports: ProjectImports;
  readonly #known = new Map<string, Linked>();
  readonly #packages = new Map<string, Promise<Module>>();
  #linking: Promise<unknown> = Promise.resolve();

  /** Whether this Node was started with what it takes (`--experimental-vm-modules`). */
  static get isPossible(): boolean {
    // The type says that it is always there.
    return (vm as { SourceTextModule?: unknown }).SourceTextModule !== undefined;
  }

  /** `path`: of the module with the `ProjectImports` of a build. */
  static async open(path: string): Promise<ProjectModules> {
    hushWarning();
    const imports = (await import(pathToFileURL(path).href)) as ProjectImports;
    return new ProjectModules(dirname(path), imports);
  }

  private constructor(folder: string, imports: ProjectImports) {
    this.folder = folder;
    this.#imports = imports;
  }

  /** Loads the packages, and reads and links the modules; runs nothing of the project. What cannot be had is left for later. */
  async loadAhead(goesOn: () => boolean): Promise<void> {
    const { packages, modules } = this.#imports;
    await Promise.allSettled(packages.map((name) => this.#packageOf(name, {})));
    if (!goesOn()) return;
    const source = modules.map((specifier) => `import ${JSON.stringify(specifier)};`).join("\n");
    const all = new vm.SourceTextModule(source, { identifier: pathToFileURL(`${this.folder}${sep}`).href });
    // What failed to link would stay so.
    await this.#inTurn(() => all.link(this.#linker)).catch(() => this.#known.clear());
  }

  /**
   * Forgets what was read of modules that have changed since, and of all that import them. None of them has run. `now`: what
   * is known of them; of a few hundred that is quicker than a look at each.
   */
  forgetChanged(now: ModuleSignatures): void {
    const gone = new Set<string>();
    for (const [path, { signature }] of this.#known) {
      const name = path.slice(this.folder.length + 1).replaceAll(sep, "/");
      if ((now[name] ?? signatureOf(path)) !== signature) gone.add(path);
    }
    for (let before = -1; before !== gone.size;) {
      before = gone.size;
      for (const [path, { imports }] of this.#known)
        if ([...imports].some((imported) => gone.has(imported))) gone.add(path);
    }
    for (const path of gone) this.#known.delete(path);
  }

  /** Runs the module at this absolute path with all that it imports, unless it has run; gives what it exports. */
  async import(path: string): Promise<Namespace> {
    const { namespace } = await this.#run(path);
    return namespace as Namespace;
  }

  async #run(path: string): Promise<Module> {
    const module = await this.#inTurn(async () => {
      const { module } = this.#linkedOf(path);
      if (module.status === "unlinked") await module.link(this.#linker);
      return module;
    });
    if (module.status === "errored") throw module.error;
    await module.evaluate();
    return module;
  }

  /** Two links that run beside each other would find modules of each other half linked. */
  #inTurn<Result>(link: () => Promise<Result>): Promise<Result> {
    const next = this.#linking.then(link);
    this.#linking = next.catch(() => {});
    return next;
  }

  #linkedOf(path: string): Linked {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    // Ahead of the text: what is written between the two counts as changed.
    const signature = signatureOf(path);
    const module = new vm.SourceTextModule(readFileSync(path, "utf8"), {
      identifier: pathToFileURL(path).href,
      initializeImportMeta: (meta) => this.#describe(meta, path),
      importModuleDynamically: this.#importDynamically,
    });
    keepMap(path);
    const linked = { module, signature, imports: new Set<string>() };
    this.#known.set(path, linked);
    return linked;
  }

  // A linker that throws, instead of rejecting, leaves its importer between two states.
  readonly #linker = async (
    specifier: string,
    importer: Module,
    { attributes }: { readonly attributes: ImportAttributes },
  ): Promise<Module> => {
    const target = this.#targetOf(specifier, importer.identifier);
    if (target.kind === "package") return this.#packageOf(target.specifier, attributes);
    this.#known.get(fileURLToPath(importer.identifier))?.imports.add(target.path);
    return this.#linkedOf(target.path).module;
  };

  readonly #importDynamically = (
    specifier: string,
    importer: { readonly identifier: string },
    attributes: ImportAttributes,
  ): Promise<Module> => {
    const target = this.#targetOf(specifier, importer.identifier);
    return target.kind === "module" ? this.#run(target.path) : this.#packageOf(target.specifier, attributes);
  };

  #targetOf(specifier: string, importer: string): Target {
    if (!/^(?:\.{0,2}\/|file:)/.test(specifier)) return { kind: "package", specifier };
    const { href } = new URL(specifier, importer);
    const path = fileURLToPath(href);
    const isOwn = path.startsWith(this.folder + sep) && href.endsWith(".mjs");
    return isOwn ? { kind: "module", path } : { kind: "package", specifier: href };
  }

  /** What Node's own loader gives, as a module that can be linked. */
  #packageOf(specifier: string, attributes: ImportAttributes): Promise<Module> {
    const key = JSON.stringify([specifier, attributes]);
    const known = this.#packages.get(key) ?? this.#wrap(specifier, attributes);
    this.#packages.set(key, known);
    return known;
  }

  async #wrap(specifier: string, attributes: ImportAttributes): Promise<Module> {
    const namespace = await this.#imports.load(specifier, { with: attributes as ImportCallOptions["with"] & object });
    const wrap = new vm.SyntheticModule(
      Object.keys(namespace),
      () => {
        for (const [name, value] of Object.entries(namespace)) wrap.setExport(name, value);
      },
      { identifier: specifier },
    );
    await wrap.link(noImports);
    await wrap.evaluate();
    return wrap;
  }

  #describe(meta: ImportMeta, path: string): void {
    const url = pathToFileURL(path).href;
    const resolve = (specifier: string): string => {
      const target = this.#targetOf(specifier, url);
      return target.kind === "module" ? pathToFileURL(target.path).href : this.#imports.resolve(target.specifier);
    };
    Object.assign(meta, { dirname: dirname(path), filename: path, resolve, url });
  }
}

type Target =
  | { readonly kind: "module"; readonly path: string }
  | { readonly kind: "package"; readonly specifier: string };

function noImports(): never {
  throw new Error("what wraps a package imports nothing");
}

/** Tells one state of a file from another without reading it. */
function signatureOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? "gone" : `${stat.mtimeMs}:${stat.size}:${stat.ino}`;
}

function keepMap(path: string): void {
  try {
    keepSourceMap(path, readFileSync(`${path}.map`, "utf8"));
  } catch {
    // Its stacks name the compiled lines.
  }
}

/** Node warns once of what it calls experimental: that is for the project's authors to hear of what they use, not of this. */
function hushWarning(): void {
  const own = Object.getOwnPropertyDescriptor(process, "emitWarning");
  Object.defineProperty(process, "emitWarning", { ...own, value: () => {} });
  try {
    void new vm.SourceTextModule("");
  } finally {
    if (own !== undefined) Object.defineProperty(process, "emitWarning", own);
  }
}
