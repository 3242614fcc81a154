import { basename, join, resolve } from "node:path";

import type { FSWatcher } from "chokidar";

import type { WatchSettings } from "../../runtime/dev/messages.ts";
import { makeWatchFilter, type WatchFilter } from "./watch-filter.ts";

export interface WatcherEvents {
  /** Called in the file event itself, before anything is read; may be called more than once for one save. */
  readonly onSave: (file: string) => void;
  readonly onError: (error: Error) => void;
}

type WatchPaths = Pick<WatchSettings, "paths" | "ignore">;

/** Tells of saved files of a project: its own folder, and the folders that `watch.paths` adds. */
export class Watcher {
  readonly #root: string;
  readonly #events: WatcherEvents;
  #chokidar: FSWatcher | null = null;
  #settings = "";

  constructor(root: string, events: WatcherEvents) {
    this.#root = root;
    this.#events = events;
  }

  /** Resolves when every folder is watched. The same settings again change nothing. */
  async watch({ paths, ignore }: WatchPaths): Promise<void> {
    const settings = JSON.stringify([paths, ignore]);
    if (settings === this.#settings) return;
    this.#settings = settings;
    const filter = makeWatchFilter(this.#root, ignore);
    const folders = [this.#root, ...paths.map((path) => resolve(this.#root, path))];
    const next = await this.#open([...new Set(folders)], filter);
    const before = this.#chokidar;
    this.#chokidar = next;
    await before?.close();
  }

  async close(): Promise<void> {
    await this.#chokidar?.close();
  }

  async #open(folders: readonly string[], filter: WatchFilter): Promise<FSWatcher> {
    const { watch } = await import("chokidar");
    const tell = (file: string): void => {
      if (filter.isWatchedFile(file)) this.#events.onSave(file);
    };
    const watcher = watch([...folders], {
      ignoreInitial: true,
      ignored: (path, stats) => filter.isIgnored(path) || (stats?.isFile() === true && !filter.isWatchedFile(path)),
    });
    watcher.on("raw", (_event, path, details) => tell(rawFile(path, details)));
    watcher.on("all", (event, path) => {
      if (event === "add" || event === "change" || event === "unlink") tell(path);
    });
    watcher.on("error", (error) => this.#events.onError(error instanceof Error ? error : new Error(String(error))));
    await new Promise<void>((ready) => watcher.once("ready", ready));
    return watcher;
  }
}

/** The file of a raw event: a watched folder names its entry, a watched file names itself. */
function rawFile(path: string, details: unknown): string {
  const watched = (details as { readonly watchedPath?: string } | null)?.watchedPath ?? "";
  // chokidar hands null on when the system names no entry.
  const entry = (path as string | null) ?? "";
  return basename(watched) === entry || entry === "" ? watched : join(watched, entry);
}
