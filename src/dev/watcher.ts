import { platform } from "node:os";
import { join, resolve } from "node:path";

import type { Reaction, WatchSettings } from "../../runtime/dev/messages.ts";
import { FileWatcher } from "./file-watcher.ts";
import { FolderWatcher } from "./folder-watcher.ts";
import { hearsChanges, isWatchLimit } from "./hears-changes.ts";
import { makeWatchPolicy, type WatchPatterns, type WatchPolicy } from "./watch-policy.ts";
import type { WatchedEvents, WatchSource } from "./watch-source.ts";
import { writtenSince } from "./written-since.ts";

export interface WatcherEvents {
  /** Called in the file event itself, before anything is read; may be called more than once for one save. */
  readonly onSave: (file: string) => void;
  /** A save that is only to be told of, once. */
  readonly onNotice: (file: string) => void;
  readonly onError: (error: Error) => void;
  /** From now on every file is looked at, every `intervalMs`: the system tells of no changes, or that was asked for. */
  readonly onPolling: (intervalMs: number) => void;
}

const POLL_MS = 300;
/** The events of one save, which is told of once, come within this time. */
const NOTICE_MS = 50;

type WatchPaths = Pick<WatchSettings, "paths"> & WatchPatterns;

interface Wanted {
  readonly settings: WatchPaths;
  readonly since: Date;
}

const NO_PATTERNS: WatchPaths = { paths: [], ignore: [], extensions: [], rules: [] };

/** Tells of saved files of a project: its own folder, and the folders that `watch.paths` adds. */
export class Watcher {
  readonly #root: string;
  readonly #events: WatcherEvents;
  #source: WatchSource | null = null;
  readonly #noticed = new Set<string>();
  #settings = "";
  #opening: Promise<void> = Promise.resolve();
  #isClosed = false;
  readonly #isToPoll: boolean;
  #policy: WatchPolicy;
  /** Whether files are looked at instead of heard of; undefined until that was tried. */
  #polls: boolean | undefined;

  /** `polls`: looks at files even if the system tells of changes. */
  constructor(root: string, events: WatcherEvents, { polls = false }: { readonly polls?: boolean } = {}) {
    this.#root = root;
    this.#isToPoll = polls;
    this.#events = events;
    this.#policy = makeWatchPolicy(root, NO_PATTERNS);
  }

  /** What a save of this file, a path from the project's root, leads to. */
  reactionTo(file: string): Reaction {
    return this.#policy.reactionTo(resolve(this.#root, file));
  }

  /**
   * Resolves when every folder is watched, and what was saved since `since` is told as well: what was built meanwhile may
   * be made of older text. Until then it goes on as before, by the new rules. The same settings again change nothing.
   * What goes wrong is told to `onError`.
   */
  watch(since: Date, { paths, ignore, extensions, rules }: WatchPaths = NO_PATTERNS): Promise<void> {
    const settings = { paths, ignore, extensions, rules };
    const text = JSON.stringify(settings);
    if (text !== this.#settings) {
      this.#settings = text;
      this.#policy = makeWatchPolicy(this.#root, settings);
      this.#reopen({ settings, since });
    }
    return this.#opening;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#opening;
    await this.#source?.close();
  }

  /** One after the other, so that none is left open. */
  #reopen(wanted: Wanted): void {
    this.#opening = this.#opening
      .then(() => this.#replace(wanted))
      .catch((error: unknown) => this.#onError(error, wanted));
  }

  async #replace(wanted: Wanted): Promise<void> {
    this.#polls ??= await this.#needsPolling();
    if (this.#isClosed) return;
    const folders = [this.#root, ...wanted.settings.paths.map((path) => resolve(this.#root, path))];
    const before = this.#source;
    const next = this.#makeSource(wanted);
    this.#source = next;
    await next.open([...new Set(folders)]);
    await before?.close();
    for (const file of await writtenSince(next.files(), wanted.since)) this.#tell(file);
  }

  async #needsPolling(): Promise<boolean> {
    if (!this.#isToPoll && (await hearsChanges(join(this.#root, ".mega")))) return false;
    this.#events.onPolling(POLL_MS);
    return true;
  }

  #makeSource(wanted: Wanted): FolderWatcher | FileWatcher {
    const policy = makeWatchPolicy(this.#root, wanted.settings);
    const events: WatchedEvents = {
      isIgnored: (path) => policy.isIgnored(path),
      onEvent: (path) => this.#tell(path),
      onError: (error) => this.#onError(error, wanted),
    };
    // Elsewhere a folder's watch tells nothing of its files, or late.
    if (platform() === "linux" && this.#polls !== true) return new FolderWatcher(events);
    const isWanted = (file: string): boolean => policy.reactionTo(file) !== "ignore";
    return new FileWatcher({ ...events, isWanted }, this.#polls === true ? POLL_MS : null);
  }

  #tell(file: string): void {
    const reaction = this.#policy.reactionTo(file);
    if (reaction === "restart" || reaction === "reload") this.#events.onSave(file);
    if (reaction !== "notify" || this.#noticed.has(file)) return;
    this.#noticed.add(file);
    setTimeout(() => {
      this.#noticed.delete(file);
      this.#events.onNotice(file);
    }, NOTICE_MS).unref();
  }

  /** Watches that run out on the way are replaced by looking, once. */
  #onError(thrown: unknown, wanted: Wanted): void {
    if (!isWatchLimit(thrown)) this.#events.onError(thrown instanceof Error ? thrown : new Error(String(thrown)));
    else if (this.#polls !== true) {
      this.#polls = true;
      this.#events.onPolling(POLL_MS);
      this.#reopen(wanted);
    }
  }
}
