import type { MegaRuntime } from "../../boot.ts";
import type { Provenance } from "../../config/provenance.ts";
import type { ProjectSources, RuntimeEvent } from "../messages.ts";
import { withPlaces } from "../tasks.ts";
import type { Subject, Subjects } from "./observed.ts";
import { Observer } from "./observer.ts";
import { Outbox } from "./outbox.ts";

export interface InspectionParts {
  readonly project: ProjectSources;
  /** Reads the config again, to say where each value comes from. */
  readonly provenance: () => Promise<Provenance>;
  readonly send: (event: RuntimeEvent) => Promise<void>;
}

/** A running app's side of the inspector: it tells what it does, and answers what it is asked about itself. */
export class Inspection {
  readonly observer: Observer;
  readonly #parts: InspectionParts;
  readonly #outbox: Outbox;

  constructor(parts: InspectionParts) {
    this.#parts = parts;
    this.#outbox = new Outbox((batch) => parts.send({ kind: "observed", ...batch }));
    this.observer = new Observer(this.#outbox, parts.project);
  }

  /** Tells of one subject; what keeps it from that is told in its place. */
  async tell(subject: Subject, runtime: MegaRuntime): Promise<void> {
    try {
      await this.#parts.send({ kind: "inspected", subject, data: await this.#read[subject](runtime) });
    } catch (error) {
      await this.#parts.send({ kind: "inspected", subject, data: null, problem: String(error) });
    }
  }

  /** Sends what was not sent yet. */
  flush(): Promise<void> {
    return this.#outbox.flush();
  }

  readonly #read: { readonly [Name in Subject]: (runtime: MegaRuntime) => Promise<Subjects[Name]> } = {
    routes: async (runtime) => withPlaces({ runtime, root: this.#parts.project.root, args: {} }, { all: true }),
    config: async () => (await this.#parts.provenance()).values(),
    health: (runtime) => runtime.health.ready(),
  };
}
