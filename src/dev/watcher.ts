import { platform } from "node:os";
import { join, resolve } from "node:path";

import type { Reaction, WatchSettings } from "../../runtime/dev/messages.ts";
import { FileWatcher } from "./file-watcher.ts";
import { FolderWatcher } from "./folder-watcher.ts";
import { hearsChanges, isWatchLimit } from "./hears-changes.ts";
import { makeWatchPolicy, type WatchPatterns, type WatchPolicy } from "./watch-policy.ts";
import type { WatchedEvents, WatchSource } from "./watch-source.ts";

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
/** The events of one save, which is told of once, come within this time. */
const NOTICE_MS = 50;

type WatchPaths = Pick<WatchSettings, "paths"> & WatchPatterns;

const NO_PATTERNS: WatchPaths = { paths: [], ignore: [], extensions: [], rules: [] };

/** Tells of saved files of a project: its own folder, and the folders that `watch.paths` adds. */
export class Watcher {
  readonly #root: string;
  readonly #events: WatcherEvents;
  #source: WatchSource | null = null;
  readonly #noticed = new Set<string>();
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
    await this.#source?.close();
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
    const before = this.#source;
    const next = this.#makeSource(this.#policy, settings);
    this.#source = next;
    await next.open([...new Set(folders)]);
    await before?.close();
  }

  #makeSource(policy: WatchPolicy, settings: WatchPaths): FolderWatcher | FileWatcher {
    const events: WatchedEvents = {
      isIgnored: (path) => policy.isIgnored(path),
      onEvent: (path) => this.#tell(path, policy.reactionTo(path)),
      onError: (error) => this.#onError(error, settings),
    };
    // Elsewhere a folder's watch tells nothing of its files, or late.
    if (platform() === "linux" && this.#polls !== true) return new FolderWatcher(events);
    const isWanted = (file: string): boolean => policy.reactionTo(file) !== "ignore";
    return new FileWatcher({ ...events, isWanted }, this.#polls === true ? POLL_MS : null);
  }

  #tell(file: string, reaction: Reaction): void {
    if (reaction === "restart" || reaction === "reload") this.#events.onSave(file);
    if (reaction !== "notify" || this.#noticed.has(file)) return;
    this.#noticed.add(file);
    setTimeout(() => {
      this.#noticed.delete(file);
      this.#events.onNotice(file);
    }, NOTICE_MS).unref();
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
