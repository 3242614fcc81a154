import { clearLine, cursorTo } from "node:readline";
import type { Writable } from "node:stream";

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_MS = 80;

export interface Spinner {
  /** Makes room for a line of text; the spinner goes on below it. */
  wipe(): void;
  stop(): void;
}

/**
 * Turns in front of `text` until `stop` is called, which wipes the line. Own code: the spinner of @clack/prompts takes over
 * stdin and the process's exit, and a command line that answers signals itself cannot have that.
 */
export function spin(stream: Writable & { readonly columns?: number }, text: string): Spinner {
  const line = text.slice(0, Math.max(1, (stream.columns ?? 80) - 3));
  let frame = 0;
  const draw = (): void => {
    cursorTo(stream, 0);
    stream.write(`${FRAMES[frame++ % FRAMES.length]} ${line}`);
  };
  const wipe = (): void => {
    cursorTo(stream, 0);
    clearLine(stream, 0);
  };
  draw();
  const timer = setInterval(draw, FRAME_MS);
  return {
    wipe,
    stop() {
      clearInterval(timer);
      wipe();
    },
  };
}
