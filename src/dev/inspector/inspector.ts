import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

import type { Observed, RuntimeEvent, Subject } from "../../../runtime/dev/messages.ts";
import { reportFailure, type FailureReport } from "../failure-report.ts";
import { isFromHere } from "./access.ts";
import { answerInspector, PATH } from "./answers.ts";
import { eventText, EventStreams } from "./event-streams.ts";
import { type Line, type Recorded, Records, type RequestToSend } from "./records.ts";

/** What an app tells of itself. */
export type InspectorEvent = Extract<RuntimeEvent, { readonly kind: "observed" | "inspected" }>;

/** A version of the app that serves. */
export interface Inspected {
  readonly number: number;
  inspect(subject: Subject): void;
}

export interface InspectorParts {
  readonly name: string;
  readonly root: string;
  readonly now: () => Date;
}

/** What the page says of the whole. */
interface InspectorState {
  readonly name: string;
  /** Differs between runs of the command, whose numbers begin anew. */
  readonly run: string;
  /** The version that serves; null before there was one. */
  readonly generation: number | null;
  /** What was saved for it. */
  readonly files: readonly string[];
  readonly ms: number | null;
  /** What keeps the app from running. */
  readonly failing: string | null;
  /** How many entries never came, and how many made room for newer ones. */
  readonly dropped: number;
  readonly gone: number;
}

/** An answer about the app that is larger, in bytes, is not kept. */
const LARGEST_ANSWER = 2 * 1024 * 1024;

/** The page `/_mega`: what the versions of the app tell of their work, for who develops it on this machine. */
export class Inspector {
  readonly #parts: InspectorParts;
  readonly #records = new Records();
  readonly #streams = new EventStreams();
  /** The newest answer about each subject, as an event. */
  readonly #answers = new Map<Subject, string>();
  #inspected: Inspected | null = null;
  #state: InspectorState;

  constructor(parts: InspectorParts) {
    this.#parts = parts;
    this.#state = {
      name: parts.name,
      run: randomBytes(6).toString("hex"),
      generation: null,
      files: [],
      ms: null,
      failing: null,
      dropped: 0,
      gone: 0,
    };
  }

  /** Answers what is meant for the inspector and may see it; false: the app is asked as if there was none. */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    const [path = ""] = (request.url ?? "").split("?", 1);
    if ((path !== PATH && !path.startsWith(`${PATH}/`)) || !isFromHere(request)) return false;
    void answerInspector(this, { request, response, path });
    return true;
  }

  /** What an app of version `generation` tells. */
  async take(event: InspectorEvent, generation: number): Promise<void> {
    if (event.kind === "inspected") {
      const { subject, data, problem = null } = event;
      const json = JSON.stringify({ generation, data, problem });
      const tooLarge = JSON.stringify({ generation, data: null, problem: `larger than ${LARGEST_ANSWER} bytes` });
      const text = eventText(json.length > LARGEST_ANSWER ? tooLarge : json, { name: subject });
      this.#answers.set(subject, text);
      return this.#streams.send(text);
    }
    const lines: Line[] = [];
    for (const observed of event.observed) lines.push(await this.#record(observed, generation));
    this.#streams.send(lines.map((line) => this.#eventOf(line)).join(""));
    this.#tell({ dropped: this.#state.dropped + event.dropped });
  }

  /** A version serves from now on. */
  follow(inspected: Inspected, { files, ms }: { readonly files: readonly string[]; readonly ms: number }): void {
    this.#inspected = inspected;
    this.#tell({ generation: inspected.number, files, ms, failing: null });
  }

  /** What keeps the app from running. */
  failed(report: FailureReport): void {
    const at = this.#parts.now().getTime();
    const line = this.#records.add({ kind: "error", at, request: null, report }, (this.#state.generation ?? 0) + 1);
    this.#streams.send(this.#eventOf(line));
    this.#tell({ failing: report.code });
  }

  /** Asks the app that serves; the answer is an event of every page. */
  ask(subject: Subject): void {
    this.#inspected?.inspect(subject);
  }

  /** Shows all that is kept, and what happens from now on. `lastId`: what the page has seen of it. */
  watch(response: ServerResponse, lastId: string | undefined): void {
    const [run, number] = (lastId ?? "").split("-");
    const lines = this.#records.after(run === this.#state.run ? Number(number) || 0 : 0);
    const state = eventText(JSON.stringify(this.#state), { name: "state" });
    this.#streams.open(
      response,
      [state, ...this.#answers.values(), ...lines.map((line) => this.#eventOf(line))].join(""),
    );
  }

  requestToSend(number: number): RequestToSend | null {
    return this.#records.request(number);
  }

  async #record(observed: Observed, generation: number): Promise<Line> {
    if (observed.kind === "request") {
      const { replay, ...shown } = observed;
      const recorded: Recorded = { ...shown, replay: "impossible" in replay ? replay : null };
      return this.#records.add(recorded, generation, replay);
    }
    if (observed.kind !== "error") return this.#records.add(observed, generation);
    const { failure, ...head } = observed;
    return this.#records.add({ ...head, report: await reportFailure(failure, this.#parts.root) }, generation);
  }

  #eventOf({ number, json }: Line): string {
    return eventText(json.toString(), { id: `${this.#state.run}-${number}` });
  }

  #tell(change: Partial<InspectorState>): void {
    const before = JSON.stringify(this.#state);
    this.#state = { ...this.#state, ...change, gone: this.#records.gone };
    const json = JSON.stringify(this.#state);
    if (json !== before) this.#streams.send(eventText(json, { name: "state" }));
  }
}
