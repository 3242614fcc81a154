import { pathToFileURL } from "node:url";

import type { MegaRuntime } from "../boot.ts";
import type { CompiledProject, ConsoleOptions } from "../dev/messages.ts";
import type { MegaApp } from "../http/app.ts";
import { findApp } from "../testing/app-host.ts";
import type { ErrorPlaces } from "./describe-error.ts";
import { Evaluator } from "./evaluate.ts";
import { makeImport } from "./import-module.ts";
import { namesOf } from "./names.ts";
import { openProject, type ConsolePlace, type OpenedProject } from "./open-project.ts";
import { ConsoleScope } from "./scope.ts";

/** A booted project with a scope in which code runs. */
export class ProjectConsole implements ErrorPlaces {
  readonly root: string;
  readonly scope: ConsoleScope;
  readonly evaluator: Evaluator;
  readonly #place: ConsolePlace;
  readonly #appName: string | undefined;
  #project: OpenedProject;

  /** Throws what keeps the project from booting. */
  static async open(
    compiled: CompiledProject,
    { app }: Pick<ConsoleOptions, "app">,
    place: ConsolePlace,
  ): Promise<ProjectConsole> {
    const project = await openProject(compiled, place);
    try {
      return new ProjectConsole(project, place, app);
    } catch (error) {
      await project.close();
      throw error;
    }
  }

  private constructor(project: OpenedProject, place: ConsolePlace, appName: string | undefined) {
    this.root = project.root;
    this.scope = new ConsoleScope(project.root, pathToFileURL(`${project.root}/`).href);
    this.evaluator = new Evaluator(this.scope);
    this.#place = place;
    this.#appName = appName;
    this.#project = project;
    this.#giveNames();
  }

  get runtime(): MegaRuntime {
    return this.#project.runtime;
  }

  get app(): MegaApp {
    return findApp(this.#project.runtime, this.#appName);
  }

  /** The modules of the project that can be imported, from its root. */
  get modules(): readonly string[] {
    return (this.#project.manifest.imports?.files ?? []).map(({ file }) => file);
  }

  readonly placeOf: ErrorPlaces["placeOf"] = (input, place) => this.evaluator.placeOf(input, place);

  /**
   * Goes on with newly compiled code; when it does not boot, with the old one.
   * @returns the variables that hold something of the old code, and are gone
   */
  async reload(compiled: CompiledProject): Promise<readonly string[]> {
    this.#project = await openProject(compiled, this.#place, this.#project);
    const dropped = await this.scope.renew(makeImport(this.root, this.#project.manifest));
    this.#giveNames();
    return dropped;
  }

  /** Closes everything. Safe to call twice. */
  close(): Promise<void> {
    return this.#project.close();
  }

  #giveNames(): void {
    this.scope.name(namesOf(this.runtime, this.app), makeImport(this.root, this.#project.manifest));
  }
}
