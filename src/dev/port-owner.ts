import { readdir, readFile, readlink } from "node:fs/promises";

export interface PortOwner {
  readonly name: string;
  readonly pid: number;
  /** The folder that it runs in; null when that cannot be known. */
  readonly folder: string | null;
}

/** State 0A of /proc/net/tcp. */
const LISTENING = "0A";

/** Who listens on a TCP port of this machine; null where that cannot be known (no /proc, another user's process). */
export async function findPortOwner(port: number): Promise<PortOwner | null> {
  const inodes = await listeningInodes(port);
  if (inodes.size === 0) return null;
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const owners = await Promise.all(pids.map(async (pid) => ((await holdsOneOf(pid, inodes)) ? pid : null)));
  const pid = owners.find((owner) => owner !== null);
  if (pid === undefined) return null;
  const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "a process");
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => null);
  return { name: name.trim(), pid: Number(pid), folder };
}

async function listeningInodes(port: number): Promise<ReadonlySet<string>> {
  const tables = await Promise.all(
    ["tcp", "tcp6"].map((table) => readFile(`/proc/net/${table}`, "utf8").catch(() => "")),
  );
  const wanted = port.toString(16).toUpperCase().padStart(4, "0");
  const inodes = new Set<string>();
  for (const row of tables.join("\n").split("\n")) {
    // sl local_address rem_address st tx:rx tr:tm retrnsmt uid timeout inode
    const [, local, , state, , , , , , inode] = row.trim().split(/\s+/);
    if (state === LISTENING && local?.endsWith(`:${wanted}`) && inode !== undefined) inodes.add(`socket:[${inode}]`);
  }
  return inodes;
}

async function holdsOneOf(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const targets = await Promise.all(files.map((file) => readlink(`/proc/${pid}/fd/${file}`).catch(() => "")));
  return targets.some((target) => sockets.has(target));
}
