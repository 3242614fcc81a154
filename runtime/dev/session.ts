import { boot, preload, type BootOptions, type MegaRuntime } from "../boot.ts";
import type { Env } from "../config/env-file.ts";
import { loadConfig } from "../config/load.ts";
import type { Mode } from "../config/key.ts";
import type { AppTexts, Manifest } from "../manifest.ts";
import { CompiledSchemas } from "../http/routes/compiled-schemas.ts";
import { collectYoungGarbage } from "./collect-garbage.ts";
import { toFailure } from "./failure.ts";
import type { Inspection } from "./inspect/inspection.ts";
import type { CompiledProject, FromChild, TaskArgs, ToChild } from "./messages.ts";
import { ProjectModules } from "./modules/project-modules.ts";
import { modeOf, openManifest } from "./open-manifest.ts";
import { migrateEmbedded, tasks, type RuntimeTask } from "./tasks.ts";

/** What a session is handed of its process. */
export interface SessionHost {
  /** The process' own: what the project's `.env` files set is added to it. */
  readonly env: Record<string, string | undefined>;
  /** Resolves when the message is on its way. */
  readonly send: (message: FromChild) => Promise<void>;
  readonly exit: (code: 0 | 1) => void;
}

type State =
  | { readonly kind: "idle" }
  | { readonly kind: "working"; readonly project: CompiledProject }
  | {
      readonly kind: "serving";
      readonly project: CompiledProject;
      readonly runtime: MegaRuntime;
      readonly inspection: Inspection | null;
    }
  | { readonly kind: "ending" };

type Body<Message> = Message extends unknown ? Omit<Message, "v" | "generation"> : never;

interface Working {
  readonly manifest: Manifest;
  readonly project: CompiledProject;
  readonly args: TaskArgs;
}

/** What an app gets for its first answers before what they did not need is looked at. */
const CHECK_REST_MS = 250;

/** The life of one runtime process: it loads a project and serves it, or runs one task, and ends. */
export class Session {
  readonly #host: SessionHost;
  /** As the process was given it, so that the config can tell it from the `.env` files. */
  readonly #environment: Env;
  readonly #mode: Mode;
  readonly #schemas = new CompiledSchemas();
  #state: State = { kind: "idle" };
  /** What was loaded of the project before it was known which version this is to be. */
  #ahead: ProjectModules | null = null;
  #generation = 0;

  constructor(host: SessionHost) {
    this.#host = host;
    this.#environment = { ...host.env };
    this.#mode = modeOf(host.env);
  }

  /** Loads what nearly every project needs, while the first build is made. */
  async warmUp(): Promise<void> {
    if (this.#isIdle()) await preload();
  }

  /** Never rejects: what goes wrong is told to the parent, and the process ends with 1. */
  async receive(message: ToChild): Promise<void> {
    this.#generation = message.generation;
    try {
      if (message.kind === "stop") await this.stop(message.graceMs);
      else if (message.kind === "prepare") await this.#prepare(message);
      else if (message.kind === "load") await this.#load(message);
      else if (message.kind === "reload") await this.#reload(message);
      else if (message.kind === "inspect") await this.#inspect(message);
      else await this.#run(message);
    } catch (error) {
      await this.fail(error);
    }
  }

  /** Tells the parent what went wrong and ends the process with 1. Only the first failure is told. */
  async fail(error: unknown): Promise<void> {
    const state = this.#state;
    if (state.kind === "ending") return;
    this.#state = { kind: "ending" };
    try {
      await this.#send({ kind: "failed", error: toFailure(error, state.kind === "idle" ? null : state.project) });
    } finally {
      this.#host.exit(1);
    }
  }

  /** Lets requests under way finish within `graceMs`, closes everything and ends the process with 0. */
  async stop(graceMs: number): Promise<void> {
    const state = this.#state;
    if (state.kind === "ending") return;
    this.#state = { kind: "ending" };
    if (state.kind === "serving") {
      await state.runtime.close(graceMs);
      await state.inspection?.flush();
    }
    await this.#send({ kind: "event", event: { kind: "drained", schemas: this.#schemas.asked } });
    this.#host.exit(0);
  }

  async #prepare(message: Extract<ToChild, { kind: "prepare" }>): Promise<void> {
    await this.#getReady(message);
    await this.#send({ kind: "prepared" });
  }

  /** Does nothing that shows: a package that cannot be loaded ahead is for the project itself to tell of. */
  async #getReady({ root, imports, socket, schemas }: Extract<ToChild, { kind: "prepare" }>): Promise<void> {
    await Promise.all([this.warmUp(), import("./inspect/inspection.ts")]);
    if (imports !== null && this.#isIdle()) await this.#loadAhead(imports).catch(() => {});
    if (!this.#isIdle()) return;
    const { rehearse } = await import("./rehearsal/rehearse.ts");
    const goesOn = (): boolean => this.#isIdle();
    await rehearse({ root, socket, goesOn }).catch(() => {});
    await this.#schemas.compileAhead(schemas, goesOn);
    if (this.#isIdle()) collectYoungGarbage();
  }

  async #loadAhead(imports: string): Promise<void> {
    if (!ProjectModules.isPossible) return;
    this.#ahead = await ProjectModules.open(imports);
    await this.#ahead.loadAhead(() => this.#isIdle());
  }

  #isIdle(): boolean {
    return this.#state.kind === "idle";
  }

  async #load(message: Extract<ToChild, { kind: "load" }>): Promise<void> {
    const { project, listen, migrate, flags, app } = message;
    const isBehindFront = listen.kind === "socket";
    const manifest = await this.#open(project);
    const inspection = message.observe === true ? await this.#startInspection(message, manifest) : null;
    const runtime = await this.#boot(manifest, project, {
      flags: { server: flags },
      ...(isBehindFront ? { lateSchemas: this.#schemas } : {}),
      ...(app === undefined ? {} : { app }),
      ...(inspection === null ? {} : { observer: inspection.observer }),
    });
    if (migrate) {
      const work = (): Promise<readonly string[]> => migrateEmbedded(runtime, { manifest, root: project.root });
      const migrations = await (inspection === null ? work() : inspection.observer.unlessIdle(work));
      if (migrations.length > 0) await this.#send({ kind: "event", event: { kind: "migrated", migrations } });
    }
    const address = await runtime.listen(listen);
    this.#state = { kind: "serving", project, runtime, inspection };
    const { server, watch } = runtime.config;
    const { host, port } = server;
    await this.#send({ kind: "ready", address, server: { host, port }, watch });
    if (isBehindFront) setTimeout(() => void this.#checkRest(runtime), CHECK_REST_MS).unref();
  }

  async #startInspection(
    { project, flags }: Extract<ToChild, { kind: "load" }>,
    manifest: Manifest,
  ): Promise<Inspection> {
    const { Inspection } = await import("./inspect/inspection.ts");
    return new Inspection({
      project,
      provenance: async () =>
        (await loadConfig({ ...this.#surroundings(project), manifest, flags: { server: flags } })).provenance,
      send: (event) => this.#send({ kind: "event", event }),
    });
  }

  async #inspect({ subject }: Extract<ToChild, { kind: "inspect" }>): Promise<void> {
    const state = this.#state;
    if (state.kind === "serving") await state.inspection?.tell(subject, state.runtime);
  }

  /** A broken schema or view is told as if the app had not started with it. */
  async #checkRest({ apps }: MegaRuntime): Promise<void> {
    try {
      for (const app of apps) await app.checkRest();
    } catch (error) {
      await this.fail(error);
    }
  }

  /** A mistake in a text is told; the app goes on with the texts it had. */
  async #reload({ texts }: Extract<ToChild, { kind: "reload" }>): Promise<void> {
    const state = this.#state;
    if (state.kind !== "serving") return;
    const failure = await exchangeTexts(state.runtime, texts).then(
      () => null,
      (error: unknown) => toFailure(error, state.project),
    );
    await this.#send({ kind: "reloaded", failure });
  }

  async #run({ project, task, args }: Extract<ToChild, { kind: "run" }>): Promise<void> {
    const manifest = await this.#open(project);
    const work = tasks[task];
    const data =
      work.needs === "config"
        ? work.run((await loadConfig({ ...this.#surroundings(project), manifest })).provenance, args)
        : await this.#runBooted(work, { manifest, project, args });
    await this.#send({ kind: "result", data });
    this.#host.exit(0);
  }

  async #runBooted({ needs, run }: RuntimeTask, { manifest, project, args }: Working): Promise<unknown> {
    const runtime = await this.#boot(needs === "code" ? manifest : withoutCode(manifest), project);
    const tell = (seed: string): void => void this.#send({ kind: "event", event: { kind: "seeded", seed } });
    try {
      return await run({ runtime, manifest, root: project.root, args, tell });
    } finally {
      await runtime.close(0);
    }
  }

  #open(project: CompiledProject): Promise<Manifest> {
    this.#state = { kind: "working", project };
    const [env, environment, mode, ahead] = [this.#host.env, this.#environment, this.#mode, this.#ahead];
    return openManifest(project, { env, environment, mode, ahead });
  }

  #boot(
    manifest: Manifest,
    project: CompiledProject,
    typed: Pick<BootOptions, "flags" | "app" | "lateSchemas" | "observer"> = {},
  ): Promise<MegaRuntime> {
    return boot({ manifest, ...this.#surroundings(project), ...typed });
  }

  #surroundings({ root }: CompiledProject): Pick<BootOptions, "root" | "env" | "mode"> {
    return { root, env: this.#environment, mode: this.#mode };
  }

  async #send(message: Body<FromChild>): Promise<void> {
    await this.#host.send({ v: 1, generation: this.#generation, ...message });
  }
}

const NO_TEXTS: AppTexts = { locales: {}, views: {} };

/** In all apps or, if a text of one cannot be used, in none. */
async function exchangeTexts({ apps }: MegaRuntime, texts: Readonly<Record<string, AppTexts>>): Promise<void> {
  const exchanges = await Promise.all(apps.map((app) => app.prepareTexts(texts[app.name] ?? NO_TEXTS)));
  for (const exchange of exchanges) exchange();
}

/** A broken route must not keep anybody from migrating: work on databases boots the config alone. */
function withoutCode(manifest: Manifest): Manifest {
  return {
    ...manifest,
    apps: manifest.apps.map((app) => ({ ...app, routes: [], services: [], views: {}, locales: {} })),
  };
}
