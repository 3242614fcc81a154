import { basename, join } from "node:path";

import type { FSWatcher } from "chokidar";

import type { WatchedEvents, WatchSource } from "./watch-source.ts";

export interface FileWatcherEvents extends WatchedEvents {
  /** A file that nothing would be done about is not watched. */
  readonly isWanted: (file: string) => boolean;
}

/** Watches every file by itself, or looks at each every `pollMs`: chokidar. */
export class FileWatcher implements WatchSource {
  readonly #events: FileWatcherEvents;
  readonly #pollMs: number | null;
  #chokidar: FSWatcher | null = null;

  constructor(events: FileWatcherEvents, pollMs: number | null) {
    this.#events = events;
    this.#pollMs = pollMs;
  }

  /** Resolves when all that is below these folders, absolute paths, is watched. */
  async open(folders: readonly string[]): Promise<void> {
    const { watch } = await import("chokidar");
    const { isIgnored, isWanted, onEvent, onError } = this.#events;
    const watcher = watch([...folders], {
      ignoreInitial: true,
      ...(this.#pollMs === null ? {} : { usePolling: true, interval: this.#pollMs }),
      ignored: (path, stats) => isIgnored(path) || (stats?.isFile() === true && !isWanted(path)),
    });
    this.#chokidar = watcher;
    // The event of the system itself: the others come when chokidar has looked at the file.
    watcher.on("raw", (_event, path, details) => onEvent(rawFile(path, details)));
    watcher.on("all", (event, path) => {
      if (event === "add" || event === "change" || event === "unlink") onEvent(path);
    });
    watcher.on("error", (error) => {
      // A link that leads back to a folder above it is followed until the system has enough: all is watched by then.
      if ((error as { readonly code?: unknown }).code !== "ELOOP") onError(error);
    });
    await new Promise<void>((ready) => watcher.once("ready", ready));
  }

  *files(): Generator<string> {
    for (const [folder, names] of Object.entries(this.#chokidar?.getWatched() ?? {}))
      for (const name of names) yield join(folder, name);
  }

  async close(): Promise<void> {
    await this.#chokidar?.close();
  }
}

/** The file of a raw event: a watched folder names its entry, a watched file names itself. */
function rawFile(path: string, details: unknown): string {
  const watched = (details as { readonly watchedPath?: string } | null)?.watchedPath ?? "";
  // chokidar hands null on when the system names no entry.
  const entry = (path as string | null) ?? "";
  return basename(watched) === entry || entry === "" ? watched : join(watched, entry);
}
