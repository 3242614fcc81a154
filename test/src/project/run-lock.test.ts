import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

import { lockProject } from "../../../src/project/run-lock.ts";
import { temporaryFolder } from "../../cli/support.ts";

// Where there are no sockets without a file, one with a file does the same.
test.each(["linux", "darwin"])("on %s a project is kept for one, and free again after it", async (platform) => {
  using folder = temporaryFolder();
  using other = temporaryFolder();
  const first = await lockProject(folder.path, platform);
  await expect(lockProject(folder.path, platform)).rejects.toMatchObject({
    code: "project_busy",
    message: `another mega command is writing in ${folder.path}; nothing was written`,
  });
  (await lockProject(other.path, platform)).release();
  first.release();
  (await lockProject(folder.path, platform)).release();
});

test.each(["linux", "darwin"])("on %s a lock ends with its process, however that ends", async (platform) => {
  using folder = temporaryFolder();
  const child = spawn(process.execPath, ["-e", holder, addressOf(folder.path, platform)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  await expect(lockProject(folder.path, platform)).rejects.toMatchObject({ code: "project_busy" });
  child.kill("SIGKILL");
  await once(child, "exit");
  const isLeft = platform === "darwin";
  expect(existsSync(addressOf(folder.path, platform))).toBe(isLeft);
  (await lockProject(folder.path, platform)).release();
});

/** Keeps the lock's address as another mega would. */
const holder = `
  require("node:net").createServer((socket) => socket.destroy())
    .listen(process.argv[1].replace("@", "\\0"), () => console.log("held"));
`;

function addressOf(root: string, platform: string): string {
  const name = `mega-${createHash("sha256").update(root).digest("hex").slice(0, 24)}`;
  return platform === "linux" ? `@${name}` : join(tmpdir(), `${name}.sock`);
}
