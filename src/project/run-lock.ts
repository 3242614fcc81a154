import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { createConnection, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { errorCode } from "../../generators/core/failures.ts";
import { CliError } from "../errors.ts";

/**
 * Keeps a project for one command that writes files. The lock is a listening socket, so that it ends with its process, however
 * that ends: on Linux one without a file, on Windows a named pipe, elsewhere a file that is taken over when nobody listens on it.
 * Processes that see different networks (containers) do not see each other's. Throws a CliError `project_busy`.
 */
export async function lockProject(root: string, platform: string): Promise<{ release(): void }> {
  const address = addressOf(root, platform);
  const server = (await listen(address)) ?? (await takeOver(address));
  if (server === undefined) throw new CliError("project_busy", { root });
  server.unref();
  return { release: () => void server.close() };
}

function addressOf(root: string, platform: string): string {
  const name = `mega-${createHash("sha256").update(root).digest("hex").slice(0, 24)}`;
  if (platform === "win32") return `\\\\.\\pipe\\${name}`;
  return platform === "linux" ? `\0${name}` : join(tmpdir(), `${name}.sock`);
}

/** Undefined when somebody has the address. */
async function listen(address: string): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once("error", (error) => (errorCode(error) === "EADDRINUSE" ? resolve(undefined) : reject(error)));
    server.listen(address, () => resolve(server));
  });
}

/** A socket's file stays when its process is killed: then nobody answers on it. */
async function takeOver(address: string): Promise<Server | undefined> {
  if (!address.endsWith(".sock") || (await answers(address))) return undefined;
  rmSync(address, { force: true });
  return listen(address);
}

async function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(address);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
