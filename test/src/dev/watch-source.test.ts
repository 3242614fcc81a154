import { readFileSync, readdirSync } from "node:fs";
import { mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { FileWatcher } from "../../../src/dev/file-watcher.ts";
import { FolderWatcher } from "../../../src/dev/folder-watcher.ts";
import type { WatchedEvents, WatchSource } from "../../../src/dev/watch-source.ts";

type Source = WatchSource & { open(folders: readonly string[]): Promise<void> };

let outside: string;
let root: string;
let source: Source;
let heard: Set<string>;
let errors: unknown[];

beforeEach(async () => {
  outside = await realpath(await mkdtemp(join(tmpdir(), "mega watch-")));
  root = join(outside, "내 project");
  heard = new Set();
  errors = [];
  await write("a.ts");
  await write("routes/b.ts");
  await write("left-out/c.ts");
});

afterEach(async () => {
  await source.close();
  expect(errors).toEqual([]);
  await rm(outside, { recursive: true });
});

const events: WatchedEvents = {
  isIgnored: (path) => path.startsWith(join(root, "left-out")),
  onEvent: (path) => heard.add(path.slice(root.length + 1)),
  onError: (error) => errors.push(error),
};

const isWanted = (file: string): boolean => file.endsWith(".ts");

describe.each<[string, () => Source]>([
  ["a watch for each folder", () => new FolderWatcher(events)],
  ["a watch for each file", () => new FileWatcher({ ...events, isWanted }, null)],
  ["looking at each file", () => new FileWatcher({ ...events, isWanted }, 20)],
])("%s", (name, makeSource) => {
  const opened = async (): Promise<void> => {
    source = makeSource();
    await source.open([root]);
    heard.clear();
  };

  test("a save is heard, what is left out is not", async () => {
    await opened();
    await write("left-out/c.ts");
    await write("a.ts");
    await hears("a.ts");
    await write("routes/b.ts");
    await hears("routes/b.ts");
    expect([...heard].filter((file) => file.startsWith("left-out"))).toEqual([]);
  });

  test("knows the files it tells of", async () => {
    await opened();
    const files = [...source.files()].filter((path) => path.endsWith(".ts"));
    expect(files.toSorted()).toEqual([join(root, "a.ts"), join(root, "routes/b.ts")]);
  });

  test("a save that puts another file in the place, each time", async () => {
    await opened();
    for (let times = 0; times < 3; times++) {
      await writeFile(join(outside, "saved"), `${times} ${Math.random()}`);
      await rename(join(outside, "saved"), join(root, "a.ts"));
      await hears("a.ts");
    }
  });

  test("a new file in new folders, and then saves of it", async () => {
    await opened();
    await write("routes/admin/deep/posts.ts");
    await hears("routes/admin/deep/posts.ts");
    await write("routes/admin/deep/posts.ts");
    await hears("routes/admin/deep/posts.ts");
  });

  test("a deleted file, and one that is put back", async () => {
    await opened();
    await rm(join(root, "routes/b.ts"));
    await hears("routes/b.ts");
    await write("routes/b.ts");
    await hears("routes/b.ts");
  });

  // chokidar reads a folder once a second at most, and may forget one that has come back before that.
  test.skipIf(name === "looking at each file")(
    "a whole folder that comes and goes, each time with what is in it",
    async () => {
      await write("../admin/deep/posts.ts");
      await opened();
      for (let times = 0; times < 3; times++) {
        await rename(join(outside, "admin"), join(root, "routes/admin"));
        await hears("routes/admin/deep/posts.ts");
        await write("routes/admin/deep/posts.ts");
        await hears("routes/admin/deep/posts.ts");
        await rename(join(root, "routes/admin"), join(outside, "admin"));
        await hears("routes/admin/deep/posts.ts");
        heard.clear();
      }
      await write("../admin/deep/posts.ts");
      await write("a.ts");
      await hears("a.ts");
      expect([...heard].filter((file) => file.startsWith("routes/admin/"))).toEqual([]);
    },
  );

  test("a folder that is another one now", async () => {
    await opened();
    await write("../other/b.ts");
    await write("../other/new.ts");
    await rm(join(root, "routes"), { recursive: true });
    await rename(join(outside, "other"), join(root, "routes"));
    await hears("routes/new.ts");
    await write("routes/b.ts");
    await hears("routes/b.ts");
  });

  test("the target of a link to a file", async () => {
    await write("../shared/words.ts");
    await symlink(join(outside, "shared/words.ts"), join(root, "words.ts"));
    await opened();
    await write("../shared/words.ts");
    await hears("words.ts");
    await write("../shared/words.ts");
    await hears("words.ts");
  });

  test("what is below a link to a folder, and links that lead back or nowhere do no harm", async () => {
    await write("../shared/words.ts");
    await symlink(join(outside, "shared"), join(root, "shared"));
    await symlink(root, join(outside, "shared/back"));
    await symlink(join(root, "routes"), join(root, "routes/self"));
    await symlink(join(outside, "gone"), join(root, "gone.ts"));
    await opened();
    await write("../shared/words.ts");
    await hears("shared/words.ts");
    await write("a.ts");
    await hears("a.ts");
  });

  test("a link that is made later", async () => {
    await write("../shared/words.ts");
    await opened();
    await symlink(join(outside, "shared"), join(root, "shared"));
    await hears("shared/words.ts");
    await write("../shared/words.ts");
    await hears("shared/words.ts");
  });

  test("nothing after it is closed", async () => {
    await opened();
    await source.close();
    await write("a.ts");
    await write("routes/new/d.ts");
    await using other = new FolderWatcherScope();
    await write("a.ts");
    await other.heard("a.ts");
    expect([...heard], name).toEqual([]);
  });
});

test.runIf(process.platform === "linux")("one watch is enough for the files of a folder", async () => {
  for (let number = 0; number < 200; number++) await write(`many/${number % 4}/${number}.ts`);
  const before = watches();
  source = new FolderWatcher(events);
  await source.open([root]);
  // The root, `routes`, `many` and the four below it.
  expect(watches() - before).toBe(7);
});

test("a folder that is not there is told", async () => {
  source = new FolderWatcher(events);
  await source.open([join(root, "nowhere"), root]);
  expect(errors.splice(0)).toMatchObject([{ code: "ENOENT" }]);
  await write("a.ts");
  await hears("a.ts");
});

async function write(file: string): Promise<void> {
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, file), `export const x = ${Math.random()};`);
}

/** Waits until something was heard of the file, and forgets it. */
async function hears(file: string): Promise<void> {
  await expect.poll(() => [...heard], { interval: 5, timeout: 20_000 }).toContain(file);
  heard.delete(file);
}

/** Another watcher of the same folder: what it has heard, any would have. */
class FolderWatcherScope implements AsyncDisposable {
  readonly #files = new Set<string>();
  readonly #watcher = new FolderWatcher({ ...events, onEvent: (path) => this.#files.add(path) });
  readonly #opened = this.#watcher.open([root]);

  async heard(file: string): Promise<void> {
    await this.#opened;
    await write(file);
    await expect.poll(() => [...this.#files], { interval: 5, timeout: 20_000 }).toContain(join(root, file));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#watcher.close();
  }
}

/** Watches of this process. */
function watches(): number {
  const texts = readdirSync("/proc/self/fdinfo").map((fd) => {
    try {
      return readFileSync(`/proc/self/fdinfo/${fd}`, "utf8");
    } catch {
      return "";
    }
  });
  return texts.join("\n").match(/^inotify wd/gm)?.length ?? 0;
}
