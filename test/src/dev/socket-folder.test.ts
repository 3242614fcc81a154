import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, test } from "vitest";

import { makeSocketFolder } from "../../../src/dev/socket-folder.ts";

test("is for this user alone; what killed processes have left goes, all else stays", async () => {
  const parent = await mkdtemp(join(tmpdir(), "mega-socket-folder-"));
  const others = ["mega-sockets-8-other", "mega-sockets-none", "other-mega-sockets-9-a"];
  for (const name of [...others, "mega-sockets-9-left"]) {
    await mkdir(join(parent, name));
    await writeFile(join(parent, name, "1.sock"), "");
  }
  const made = await makeSocketFolder({ pid: 7, isRunning: (pid) => pid === 8 }, parent);
  expect((await readdir(parent)).toSorted()).toEqual([...others, basename(made)].toSorted());
  expect(basename(made)).toMatch(/^mega-sockets-7-/);
  expect((await stat(made)).mode & 0o777).toBe(0o700);
  await rm(parent, { recursive: true });
});
