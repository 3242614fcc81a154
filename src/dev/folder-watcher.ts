import { type Dirent, type FSWatcher, type Stats, watch } from "node:fs";
import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";

import type { WatchedEvents, WatchSource } from "./watch-source.ts";

interface Folder {
  readonly path: string;
  readonly realPath: string;
  /** Real paths of the folders whose links were followed to get here. */
  readonly through: readonly string[];
  readonly watcher: FSWatcher;
  readonly entries: Map<string, Entry>;
}

/** A folder, what watches the target of a link to a file, or null for a file: its folder tells of it. */
type Entry = Folder | FSWatcher | null;

type Place = Pick<Folder, "path" | "realPath" | "through">;

/**
 * Watches folders with all below them where a folder's own watch tells of its files, as inotify does: a hundredth of the
 * watches and the memory that one for each file takes (ADR-33).
 */
export class FolderWatcher implements WatchSource {
  readonly #events: WatchedEvents;
  readonly #roots = new Map<string, Entry>();
  /** One look at a time, so that nothing is watched twice. */
  #looking: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(events: WatchedEvents) {
    this.#events = events;
  }

  /** Resolves when all that is below these folders, absolute paths, is watched. */
  async open(folders: readonly string[]): Promise<void> {
    for (const path of folders) {
      this.#look(async () => {
        const realPath = await realpath(path);
        this.#roots.set(path, await this.#enter({ path, realPath, through: [] }, { tell: false }));
      });
    }
    await this.#looking;
  }

  *files(): Generator<string> {
    for (const root of this.#roots.values()) yield* filesOf(root);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#looking;
    for (const entry of this.#roots.values()) unwatch(entry);
  }

  #look(look: () => Promise<void>): void {
    this.#looking = this.#looking.then(look).catch((error: unknown) => this.#events.onError(error));
  }

  /** Null when it has gone meanwhile. With `tell` every file in it is news. */
  async #enter(place: Place, { tell }: { readonly tell: boolean }): Promise<Folder | null> {
    const watcher = this.#watch(place.path, (type, name) => this.#heard(folder, type, name));
    if (watcher === null) return null;
    const folder: Folder = { ...place, watcher, entries: new Map() };
    // Watched first: what comes from now on is heard, whatever is read.
    const found = await readdir(place.path, { withFileTypes: true }).catch(() => []);
    for (const entry of found) {
      const path = join(place.path, entry.name);
      if (this.#events.isIgnored(path)) continue;
      if (tell) this.#events.onEvent(path);
      folder.entries.set(entry.name, await this.#take(folder, { name: entry.name, entry, tell }));
    }
    return folder;
  }

  async #take(
    folder: Folder,
    { name, entry, tell }: { readonly name: string; readonly entry: Dirent | Stats; readonly tell: boolean },
  ): Promise<Entry> {
    if (entry.isSymbolicLink()) return this.#follow(folder, { name, tell });
    if (!entry.isDirectory()) return null;
    const place = { path: join(folder.path, name), realPath: join(folder.realPath, name), through: folder.through };
    return this.#enter(place, { tell });
  }

  async #follow(folder: Folder, { name, tell }: { readonly name: string; readonly tell: boolean }): Promise<Entry> {
    const path = join(folder.path, name);
    const realPath = await realpath(path).catch(() => null);
    const target = realPath === null ? null : await stat(realPath).catch(() => null);
    if (realPath === null || target === null) return null;
    const through = [...folder.through, folder.realPath];
    if (target.isDirectory()) {
      const leadsBack = through.some((above) => `${above}${sep}`.startsWith(`${realPath}${sep}`));
      return leadsBack ? null : this.#enter({ path, realPath, through }, { tell });
    }
    // By its folder: a save that puts another file in its place is heard too.
    return this.#watch(dirname(realPath), (_type, changed) => {
      if (changed === basename(realPath)) this.#events.onEvent(path);
    });
  }

  #heard(folder: Folder, type: string, name: string): void {
    const path = join(folder.path, name);
    if (this.#isClosed || this.#events.isIgnored(path)) return;
    this.#events.onEvent(path);
    // All else than `rename` is about content.
    if (type === "rename") this.#look(() => this.#replace(folder, name));
  }

  /** Something came, went or was exchanged. What was below a folder of that name and what is there now are both news. */
  async #replace(folder: Folder, name: string): Promise<void> {
    const path = join(folder.path, name);
    const before = folder.entries.get(name) ?? null;
    unwatch(before);
    for (const file of filesOf(before)) this.#events.onEvent(file);
    const entry = await lstat(path).catch(() => null);
    if (entry === null || this.#isClosed) folder.entries.delete(name);
    else folder.entries.set(name, await this.#take(folder, { name, entry, tell: true }));
  }

  /** Null for what is not there any more, or cannot be watched, which is told. */
  #watch(path: string, onChange: (type: string, name: string) => void): FSWatcher | null {
    try {
      return watch(path)
        .on("change", (type, name) => onChange(type, String(name)))
        .on("error", (error) => this.#events.onError(error));
    } catch (error) {
      if (!isGone(error)) this.#events.onError(error);
      return null;
    }
  }
}

function unwatch(entry: Entry): void {
  if (entry === null) return;
  if (!("entries" in entry)) return entry.close();
  entry.watcher.close();
  for (const below of entry.entries.values()) unwatch(below);
}

function* filesOf(entry: Entry): Generator<string> {
  if (entry === null || !("entries" in entry)) return;
  for (const [name, below] of entry.entries) {
    yield join(entry.path, name);
    yield* filesOf(below);
  }
}

function isGone(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return code === "ENOENT" || code === "ENOTDIR";
}
