import { basename, join, resolve } from "node:path";

import type { FSWatcher } from "chokidar";

import type { Reaction, WatchSettings } from "../../runtime/dev/messages.ts";
import { hearsChanges, isWatchLimit } from "./hears-changes.ts";
import { makeWatchPolicy, type WatchPatterns, type WatchPolicy } from "./watch-policy.ts";

export interface WatcherEvents {
  /** Called in the file event itself, before anything is read; may be called more than once for one save. */
  readonly onSave: (file: string) => void;
  /** A save that is only to be told of, once. */
  readonly onNotice: (file: string) => void;
  readonly onError: (error: Error) => void;
  /** The system tells of no changes: from now on every file is looked at, every `intervalMs`. */
  readonly onPolling: (intervalMs: number) => void;
}

const POLL_MS = 300;

type WatchPaths = Pick<WatchSettings, "paths"> & WatchPatterns;

const NO_PATTERNS: WatchPaths = { paths: [], ignore: [], extensions: [], rules: [] };

/** Tells of saved files of a project: its own folder, and the folders that `watch.paths` adds. */
export class Watcher {
  readonly #root: string;
  readonly #events: WatcherEvents;
  #chokidar: FSWatcher | null = null;
  #settings = "";
  #opening: Promise<void> = Promise.resolve();
  #policy: WatchPolicy;
  /** Whether files are looked at instead of heard of; undefined until that was tried. */
  #polls: boolean | undefined;

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
    const settings = { paths, ignore, extensions, rules };
    const text = JSON.stringify(settings);
    if (text === this.#settings) return;
    this.#settings = text;
    this.#polls ??= await this.#needsPolling();
    await this.#reopen(settings);
  }

  async close(): Promise<void> {
    await this.#opening;
    await this.#chokidar?.close();
  }

  async #needsPolling(): Promise<boolean> {
    if (await hearsChanges(join(this.#root, ".mega"))) return false;
    this.#events.onPolling(POLL_MS);
    return true;
  }

  /** One after the other, so that none is left open. */
  #reopen(settings: WatchPaths): Promise<void> {
    const next = this.#opening.then(() => this.#replace(settings));
    this.#opening = next.catch(() => {});
    return next;
  }

  async #replace(settings: WatchPaths): Promise<void> {
    this.#policy = makeWatchPolicy(this.#root, settings);
    const folders = [this.#root, ...settings.paths.map((path) => resolve(this.#root, path))];
    const before = this.#chokidar;
    this.#chokidar = await this.#open([...new Set(folders)], settings);
    await before?.close();
  }

  async #open(folders: readonly string[], settings: WatchPaths): Promise<FSWatcher> {
    const { watch } = await import("chokidar");
    const policy = this.#policy;
    const tell = (file: string): void => {
      const reaction = policy.reactionTo(file);
      if (reaction === "restart" || reaction === "reload") this.#events.onSave(file);
    };
    const watcher = watch([...folders], {
      ignoreInitial: true,
      usePolling: this.#polls === true,
      interval: POLL_MS,
      ignored: (path, stats) =>
        policy.isIgnored(path) || (stats?.isFile() === true && policy.reactionTo(path) === "ignore"),
    });
    watcher.on("raw", (_event, path, details) => tell(rawFile(path, details)));
    watcher.on("all", (event, path) => {
      if (event !== "add" && event !== "change" && event !== "unlink") return;
      tell(path);
      if (policy.reactionTo(path) === "notify") this.#events.onNotice(path);
    });
    watcher.on("error", (error) => this.#onError(error, settings));
    await new Promise<void>((ready) => watcher.once("ready", ready));
    return watcher;
  }

  /** Watches that run out on the way are replaced by looking, once. */
  #onError(thrown: unknown, settings: WatchPaths): void {
    if (!isWatchLimit(thrown)) this.#events.onError(thrown instanceof Error ? thrown : new Error(String(thrown)));
    else if (this.#polls !== true) {
      this.#polls = true;
      this.#events.onPolling(POLL_MS);
      this.#reopen(settings).catch((failure: unknown) => this.#onError(failure, settings));
    }
  }
}

/** The file of a raw event: a watched folder names its entry, a watched file names itself. */
function rawFile(path: string, details: unknown): string {
  const watched = (details as { readonly watchedPath?: string } | null)?.watchedPath ?? "";
  // chokidar hands null on when the system names no entry.
  const entry = (path as string | null) ?? "";
  return basename(watched) === entry || entry === "" ? watched : join(watched, entry);
}
