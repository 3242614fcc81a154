import { basename, join, resolve } from "node:path";

import type { FSWatcher } from "chokidar";

import type { Reaction, WatchSettings } from "../../runtime/dev/messages.ts";
import { makeWatchPolicy, type WatchPatterns, type WatchPolicy } from "./watch-policy.ts";

export interface WatcherEvents {
  /** Called in the file event itself, before anything is read; may be called more than once for one save. */
  readonly onSave: (file: string) => void;
  /** A save that is only to be told of, once. */
  readonly onNotice: (file: string) => void;
  readonly onError: (error: Error) => void;
}

type WatchPaths = Pick<WatchSettings, "paths"> & WatchPatterns;

const NO_PATTERNS: WatchPaths = { paths: [], ignore: [], extensions: [], rules: [] };

/** Tells of saved files of a project: its own folder, and the folders that `watch.paths` adds. */
export class Watcher {
  readonly #root: string;
  readonly #events: WatcherEvents;
  #chokidar: FSWatcher | null = null;
  #settings = "";
  #policy: WatchPolicy;

  constructor(root: string, events: WatcherEvents) {
    this.#root = root;
    this.#events = events;
    this.#policy = makeWatchPolicy(root, NO_PATTERNS);
  }

  /** What a save of this file, a path from the project's root, leads to. */
  reactionTo(file: string): Reaction {
    return this.#policy.reactionTo(resolve(this.#root, file));
  }

  /** Resolves when every folder is watched. The same settings again change nothing. */
  async watch({ paths, ignore, extensions, rules }: WatchPaths = NO_PATTERNS): Promise<void> {
    const settings = JSON.stringify([paths, ignore, extensions, rules]);
    if (settings === this.#settings) return;
    this.#settings = settings;
    this.#policy = makeWatchPolicy(this.#root, { ignore, extensions, rules });
    const folders = [this.#root, ...paths.map((path) => resolve(this.#root, path))];
    const next = await this.#open([...new Set(folders)], this.#policy);
    const before = this.#chokidar;
    this.#chokidar = next;
    await before?.close();
  }

  async close(): Promise<void> {
    await this.#chokidar?.close();
  }

  async #open(folders: readonly string[], policy: WatchPolicy): Promise<FSWatcher> {
    const { watch } = await import("chokidar");
    const tell = (file: string): void => {
      const reaction = policy.reactionTo(file);
      if (reaction === "restart" || reaction === "reload") this.#events.onSave(file);
    };
    const watcher = watch([...folders], {
      ignoreInitial: true,
      ignored: (path, stats) =>
        policy.isIgnored(path) || (stats?.isFile() === true && policy.reactionTo(path) === "ignore"),
    });
    watcher.on("raw", (_event, path, details) => tell(rawFile(path, details)));
    watcher.on("all", (event, path) => {
      if (event !== "add" && event !== "change" && event !== "unlink") return;
      tell(path);
      if (policy.reactionTo(path) === "notify") this.#events.onNotice(path);
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
