import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";

/** A file whose time is this close to the start of a build may have been written during it. Coarse file systems count in 2 s. */
const CLOCK_MARGIN_MS = 2_000;
/** When a file that was empty or missing is looked at again, each after the one before: a save takes a moment, seldom more. */
const LOOK_AGAIN_MS = [1, 2, 4, 8, 16];
const GONE = "gone";
type Hash = string;

/**
 * Which saved files really differ from what the last build was made of: saving the same content again is no change.
 * Files it knows nothing of count as changed. Paths are absolute.
 */
export class ChangeSet {
  /** What the last build was made of. */
  readonly #built = new Map<string, Hash>();
  /** What the files saved since then hold now. */
  readonly #saved = new Map<string, Hash>();

  /** Reads these files and gives every file that now differs from the last build, also those of earlier calls. */
  async read(files: Iterable<string>): Promise<readonly string[]> {
    await Promise.all([...files].map(async (file) => this.#saved.set(file, await hash(file))));
    return [...this.#saved].filter(([file, content]) => this.#built.get(file) !== content).map(([file]) => file);
  }

  /** A build starts from what was read so far: that is what later saves are held against. */
  settle(): void {
    for (const [file, content] of this.#saved) this.#built.set(file, content);
    this.#saved.clear();
  }

  /**
   * Remembers what a build was made of, for files it knows nothing of yet. A file written since shortly before
   * `startedAt` (milliseconds) is left out: the build may have read something else.
   */
  async learn(files: readonly string[], startedAt: number): Promise<void> {
    const unknown = files.filter((file) => !this.#built.has(file) && !this.#saved.has(file));
    // One after the other: nobody waits for it, and the process has other things to do.
    for (const file of unknown) await this.#learn(file, startedAt - CLOCK_MARGIN_MS);
  }

  async #learn(file: string, before: number): Promise<void> {
    const content = await hash(file);
    const written = await stat(file).catch(() => null);
    if (written === null || Math.max(written.mtimeMs, written.ctimeMs) >= before) return;
    if (!this.#built.has(file)) this.#built.set(file, content);
  }
}

async function hash(file: string): Promise<Hash> {
  const content = await read(file);
  return content === null ? GONE : createHash("sha1").update(content).digest("base64");
}

/**
 * Within the file event itself, before anything else that hears of it takes its turn. An empty or missing file is mostly one
 * that is being saved, as editors truncate or rename first: it is looked at again.
 */
async function read(file: string): Promise<Buffer | null> {
  let content = readNow(file);
  for (const ms of LOOK_AGAIN_MS) {
    if (content !== null && content.length > 0) break;
    await setTimeout(ms);
    content = readNow(file);
  }
  return content;
}

function readNow(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}
