import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { request, type ClientRequest, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { Type } from "typebox";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { upload } from "../../../../runtime/http/uploads/uploaded-file.ts";
import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { serve, type Served } from "../serve.ts";

const TYPE = "multipart/form-data; boundary=b";
const opening = (name: string): string => `--b\r\nContent-Disposition: form-data; name="${name}"; filename="a"\r\n\r\n`;
const END = "\r\n--b--\r\n";

/** Every file below a folder. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return all.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Begins an upload; what it goes on to send is the test's. */
function begin(port: number, path = "/files"): ClientRequest {
  const call = request({ port, host: "127.0.0.1", method: "POST", path, headers: { "content-type": TYPE } });
  call.on("error", () => {});
  call.write(opening("file"));
  return call;
}

interface Answer {
  readonly status: number;
  readonly body: { readonly ok: boolean; readonly data?: unknown; readonly error?: { readonly code: string } };
}

async function answerOf(call: ClientRequest): Promise<Answer> {
  const [answer] = (await once(call, "response")) as [IncomingMessage];
  let text = "";
  for await (const part of answer.setEncoding("utf8")) text += String(part);
  return { status: answer.statusCode ?? 0, body: JSON.parse(text) as Answer["body"] };
}

function send(port: number, bytes: number, path = "/files"): Promise<Answer> {
  const call = begin(port, path);
  const answer = answerOf(call);
  call.end("x".repeat(bytes) + END);
  return answer;
}

const canMount = process.getuid?.() === 0;

describe.skipIf(!canMount)("a disk that is full", () => {
  let target = "";
  const routes = {
    "r.ts": defineRoutes("/", (route) => {
      route.post("/files", { body: Type.Object({ file: upload() }), csrf: false }, (req) => req.body.file.bytes);
      route.get("/up", () => "up");
      route.post("/keep", { body: Type.Object({ file: upload() }), csrf: false }, async (req) => {
        await req.body.file.moveTo(target);
        return (await readFile(target)).length;
      });
    }),
  };

  /** A server whose temporary files are on a small disk of their own. */
  async function onDisk(options: string): Promise<Served & { readonly port: number; readonly disk: string }> {
    const app = await serve({ routes, app: { uploads: { folder: "disk/uploads" } } });
    const disk = join(app.root, "disk");
    await mkdir(disk);
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", disk]);
    const { port } = await app.runtime.listen({ kind: "tcp", host: "127.0.0.1", port: 0 });
    const dispose = async (): Promise<void> => {
      execFileSync("umount", ["-l", disk]);
      await app[Symbol.asyncDispose]();
    };
    return { ...app, port: Number(port), disk, [Symbol.asyncDispose]: dispose };
  }

  test("where a file is moved to: what was there stays, and nothing beside it", async () => {
    await using app = await onDisk("size=256k");
    // Temporary files are on the large disk.
    await using other = await serve({ routes });
    const { port } = await other.runtime.listen({ kind: "tcp", host: "127.0.0.1", port: 0 });
    target = join(app.disk, "kept");
    expect(await send(Number(port), 100_000, "/keep")).toMatchObject({ status: 200, body: { data: 100_000 } });
    expect(await send(Number(port), 1_000_000, "/keep")).toMatchObject(full);
    expect(await filesIn(app.disk)).toEqual([target]);
    expect((await readFile(target)).length).toBe(100_000);
    await expect.poll(() => filesIn(join(other.root, ".mega/uploads"))).toEqual([]);
  });

  const full = { status: 507, body: { ok: false, error: { code: "storage_full" } } };

  test("is told as 507, leaves nothing, and keeps nobody else from an answer", async () => {
    await using app = await onDisk("size=256k");
    const [large, ...others] = await Promise.all([
      send(app.port, 1_000_000),
      ...Array.from({ length: 5 }, () => fetch(`http://127.0.0.1:${app.port}/up`)),
    ]);
    expect(large).toMatchObject(full);
    expect(others.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    await expect.poll(() => filesIn(app.disk)).toEqual([]);
    // The room that is left again is used.
    expect(await send(app.port, 100_000)).toMatchObject({ status: 200, body: { data: 100_000 } });
    await expect.poll(() => filesIn(app.disk)).toEqual([]);
  });

  test("is told to each of many who share it, or their file is whole", async () => {
    await using app = await onDisk("size=512k");
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(app.port, 200_000)));
    for (const answer of answers) {
      if (answer.status === 200) expect(answer.body.data).toBe(200_000);
      else expect(answer).toMatchObject(full);
    }
    await expect.poll(() => filesIn(app.disk)).toEqual([]);
    expect((await send(app.port, 100_000)).status).toBe(200);
  });

  // The disk itself and two folders are named before the request's own folder and file.
  test.each([3, 4])("is full as well when it holds no more than %i names", async (names) => {
    await using app = await onDisk(`size=256k,nr_inodes=${names}`);
    expect(await send(app.port, 10)).toMatchObject(full);
    expect((await app.inject("/up")).statusCode).toBe(200);
  });
});

describe("a server that is killed", () => {
  const script = fileURLToPath(new URL("support/take-files.mjs", import.meta.url));
  const children: ChildProcess[] = [];
  let root = "";
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "mega-uploads-"));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    await rm(root, { recursive: true, force: true });
  });

  async function start(): Promise<{ readonly port: number; readonly kill: () => Promise<void> }> {
    const child = spawn(process.execPath, [script, JSON.stringify({ root, folder: "temp" })], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(child);
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const kill = async (): Promise<void> => {
      child.kill("SIGKILL");
      await once(child, "close");
    };
    return { port: Number(String(line).split(" ")[1]), kill };
  }

  const files = (): Promise<readonly string[]> => filesIn(join(root, "temp"));

  test("in the middle of an upload leaves a file, which the next start removes; a running server's stays", async () => {
    const [first, second] = [await start(), await start()];
    const [lost, kept] = [begin(first.port), begin(second.port)];
    for (const call of [lost, kept]) call.write("x".repeat(50_000));
    await expect.poll(async () => (await files()).length).toBe(2);
    await first.kill();
    expect(await files()).toHaveLength(2);

    const third = await start();
    expect(await files()).toHaveLength(1);
    const answer = answerOf(kept);
    kept.end(END);
    expect(await answer).toMatchObject({ status: 200, body: { data: 50_000 } });
    expect(await send(third.port, 10)).toMatchObject({ status: 200, body: { data: 10 } });
    await expect.poll(files).toEqual([]);
  });
});
