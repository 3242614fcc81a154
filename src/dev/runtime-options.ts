import type { Writable } from "node:stream";

import type { ConsoleAnswer, ConsoleQuestion, RuntimeEvent } from "../../runtime/dev/messages.ts";

/** What a runtime process is started with. */
export interface RuntimeOptions {
  /** `process.execPath`. */
  readonly node: string;
  /** Absolute path of the project's own `runtime/dev/child.js`: what `runtimeEntry` gives. */
  readonly entry: string;
  /** What Node itself is told, before the entry; nothing unless said. */
  readonly nodeFlags?: readonly string[];
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the app's own output goes. */
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly onEvent?: (event: RuntimeEvent, generation: number) => void;
  /** A project that it serves tells what it does; off unless said. */
  readonly observe?: boolean;
  /** It reads from the terminal that this process has. */
  readonly hasTerminal?: boolean;
  /** Answers what a console asks; never rejects. */
  readonly onQuestion?: (question: ConsoleQuestion) => Promise<ConsoleAnswer>;
}

type OutputStream = Writable & { readonly isTTY?: boolean };

/** An app that has the terminal itself writes for people, in colours; elsewhere its lines are passed on as they are. */
export function outputOf(stream: OutputStream): OutputStream | "pipe" {
  return stream.isTTY === true ? stream : "pipe";
}
