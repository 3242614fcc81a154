import type { Reaction, ServerSettings } from "../../runtime/dev/messages.ts";
import type { Compiler } from "./compiler.ts";
import type { FailureReport } from "./failure-report.ts";
import type { Front } from "./front.ts";
import type { Generation } from "./generation.ts";
import type { RuntimeProcess } from "./runtime-process.ts";

/** What the supervisor is handed: what it works with, and whom it tells. */
export interface SupervisorParts {
  readonly root: string;
  readonly front: Front;
  readonly compiler: Compiler;
  /** A folder that only this user can enter, for the sockets of the versions. */
  readonly sockets: string;
  readonly migrate: boolean;
  /** What was typed. */
  readonly flags: Partial<ServerSettings>;
  /** Serves this app alone. */
  readonly app?: string | undefined;
  /** What a save of this file, a path from the root, leads to. */
  readonly reactionTo: (file: string) => Reaction;
  readonly now: () => Date;
  /** A process that has loaded nothing of the project yet. */
  readonly spawn: () => Promise<RuntimeProcess>;
  /** Called with a version that is ready, before traffic moves to it; what it throws fails that version. `since`: its build began. */
  readonly onReady: (generation: Generation, since: Date) => Promise<void>;
  /** Called before the failure is shown to anybody; what it throws ends the loop. `keeps`: the last good version serves on. */
  readonly onFailure: (report: FailureReport, keeps: boolean) => Promise<void>;
  readonly onSwap: (swap: Swap) => void;
  /** Called once for a version that takes long to start: these files lead to it, from the root; none for the first. */
  readonly onSlow: (slow: { readonly files: readonly string[]; readonly ms: number }) => void;
}

export interface Swap {
  /** From the project's root; none for the first start and a restart by hand. */
  readonly files: readonly string[];
  readonly ms: number;
  readonly generation: Generation;
}
