import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Section } from "./report.ts";
import { median } from "./stats.ts";

const EDITS = 30;
/** Between two saves: people look before they save again, and no server is to feel what another does after a save. */
const PAUSE_MS = 1_000;

export interface DevLoopOptions {
  /** Absolute path of the repository, built. */
  readonly root: string;
  /** Absolute path of the folder that holds the packages of the peers. */
  readonly peers: string;
}

/** A server that runs with its watcher, and the files that are saved in it. */
interface Contestant {
  readonly name: string;
  readonly target: string;
  readonly folder: string;
  readonly command: readonly string[];
  readonly edits: readonly Edit[];
}

/** Saves a file with another mark, which is then in the answer of `path`. */
interface Edit {
  readonly file: string;
  readonly path: string;
  readonly text: (mark: string) => string;
}

/** Time from a save until the first answer by new code, of all servers in turn. */
export async function devLoop({ root, peers }: DevLoopOptions): Promise<Section> {
  const base = mkdtempSync(join(tmpdir(), "mega-bench-"));
  const running: Running[] = [];
  try {
    const ports = await freePorts(6);
    const place = { root, base, peers, port: () => ports.pop() ?? 0 };
    for (const make of [crud, texts, grown(100), grown(300), nodemon, nodeWatch])
      running.push(await start(make(place)));
    return section(running, await editInTurn(running));
  } finally {
    await Promise.all(running.map(({ child }) => ended(child)));
    rmSync(base, { recursive: true, force: true });
  }
}

async function editInTurn(running: readonly Running[]): Promise<ReadonlyMap<string, readonly number[]>> {
  const times = new Map<string, number[]>(running.map(({ name }) => [name, []]));
  for (let round = 0; round < EDITS; round++) {
    for (const { name, edit } of running) {
      times.get(name)?.push(await edit(round));
      await setTimeout(PAUSE_MS);
    }
  }
  return times;
}

async function ended(child: ChildProcess): Promise<void> {
  child.kill("SIGTERM");
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

interface Running {
  readonly name: string;
  readonly target: string;
  readonly child: ChildProcess;
  readonly edit: (round: number) => Promise<number>;
}

interface Place {
  readonly root: string;
  readonly base: string;
  readonly peers: string;
  readonly port: () => number;
}

interface Made {
  readonly contestant: Contestant;
  readonly port: number;
}

async function start({ contestant, port }: Made): Promise<Running> {
  const { name, target, folder, command, edits } = contestant;
  const [program = "", ...args] = command;
  const env = { ...process.env, NODE_ENV: "development", APP_SECRET: "x".repeat(40), PORT: String(port) };
  const child = spawn(program, args, { cwd: folder, env, stdio: "ignore" });
  const ask = (path: string): Promise<string> =>
    fetch(`http://127.0.0.1:${port}${path}`).then(
      async (answer) => `${answer.headers.get("x-mark") ?? ""}${await answer.text()}`,
      () => "",
    );
  const until = async (path: string, mark: string): Promise<number> => {
    const since = performance.now();
    while (!(await ask(path)).includes(mark)) {
      if (performance.now() - since > 30_000) throw new Error(`${name} does not answer ${path} with ${mark}`);
      await setTimeout(1);
    }
    return performance.now() - since;
  };
  const edit = async (round: number): Promise<number> => {
    const { file, path, text } = edits[round % edits.length]!;
    const mark = `mark-${round}-${Math.round(performance.now())}`;
    writeFileSync(join(folder, file), text(mark));
    return until(path, mark);
  };
  // Each of its files has been saved once before anything is measured.
  try {
    for (const [index] of edits.entries()) await edit(index);
  } catch (error) {
    await ended(child);
    throw error;
  }
  return { name, target, child, edit };
}

function section(running: readonly Running[], times: ReadonlyMap<string, readonly number[]>): Section {
  const nodemonMs = median(times.get("nodemon, plain JavaScript") ?? []);
  return {
    title: "Dev loop",
    text: `From a save until the first answer by new code, ${EDITS} saves of each in turn, the watchers of all of them running. \`mega start --watch\` refuses no request meanwhile; nodemon and node --watch close the port.`,
    columns: ["what is saved", "median", "p95", "against nodemon", "target"],
    rows: running.map(({ name, target }) => {
      const all = (times.get(name) ?? []).toSorted((a, b) => a - b);
      const p95 = all[Math.floor(all.length * 0.95)] ?? Number.NaN;
      const ms = median(all);
      return [name, `${ms.toFixed(0)} ms`, `${p95.toFixed(0)} ms`, `${(ms / nodemonMs).toFixed(2)}×`, target];
    }),
  };
}

/** Route, service and model of the sample that `mega scaffold crud` makes. */
function crud(place: Place): Made {
  return megaProject(place, {
    name: "mega: route, service and model of the crud sample",
    target: "≤ 50 ms, p95 ≤ 150 ms, ≤ 0.35× of nodemon",
    prepare: () => {},
    edits: (read) => {
      const marked = (file: string, at: string): Edit => ({
        file,
        path: "/api/posts",
        text: (mark) => read(file).replace(at, `(globalThis as { mark?: string }).mark += "${mark}";\n${at}`),
      });
      const route = "apps/main/routes/posts.ts";
      const answering = (mark: string): string =>
        read(route).replace(
          "(req, _reply, ctx) => {",
          `(req, _reply, ctx) => {\n    _reply.header("x-mark", "${mark}" + String((globalThis as { mark?: string }).mark));`,
        );
      return [
        { file: route, path: "/api/posts", text: answering },
        marked("apps/main/services/posts.ts", "export default"),
        marked("apps/main/models/post.ts", "export const"),
      ];
    },
  });
}

function texts(place: Place): Made {
  return megaProject(place, {
    name: "mega: view and language file of the crud sample",
    target: "≤ 20 ms",
    prepare: () => {},
    edits: (read) => {
      const [view, english] = ["apps/main/views/home.hbs", "apps/main/locales/server/en.json"];
      return [
        { file: view, path: "/", text: (mark) => `<p>${mark}</p>${read(view)}` },
        { file: english, path: "/", text: (mark) => read(english).replace("It runs", `It runs ${mark}`) },
      ];
    },
  });
}

/** The sample with more route files, each with two routes and a module of its own. */
function grown(files: number): (place: Place) => Made {
  const route = (index: number, mark: string): string =>
    `import { defineRoutes } from "mega-framework";\nimport { word } from "../words/w${index}.ts";\nexport default defineRoutes("/r${index}", (route) => {\n  route.get("/", () => ({ word, mark: "${mark}" }));\n  route.get("/:id", { params: { type: "object", properties: { id: { type: "integer" } } } }, (req) => ({ id: req.params }));\n});\n`;
  return (place) =>
    megaProject(place, {
      name: `mega: a route of ${files} files`,
      target: files > 100 ? "≤ 120 ms" : "≤ 50 ms",
      prepare: (write) => {
        for (let index = 0; index < files / 2; index++) {
          write(`apps/main/routes/r${index}.ts`, route(index, ""));
          write(`apps/main/words/w${index}.ts`, `export const word: string = "w${index}";\n`);
        }
      },
      edits: () =>
        [7, 19, 31].map((index) => ({
          file: `apps/main/routes/r${index}.ts`,
          path: `/r${index}`,
          text: (mark) => route(index, mark),
        })),
    });
}

interface ProjectParts extends Pick<Contestant, "name" | "target"> {
  readonly prepare: (write: (file: string, text: string) => void) => void;
  /** `read` gives a file as it was at first. */
  readonly edits: (read: (file: string) => string) => readonly Edit[];
}

function megaProject({ root, base, port: nextPort }: Place, { name, target, prepare, edits }: ProjectParts): Made {
  const folder = mkdtempSync(join(base, "project-"));
  const port = nextPort();
  cpSync(join(root, "sample/crud/project"), folder, { recursive: true });
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules/mega-framework"));
  symlinkSync(join(root, "node_modules/better-sqlite3"), join(folder, "node_modules/better-sqlite3"));
  prepare((file, text) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  });
  const first = new Map<string, string>();
  const read = (file: string): string => {
    if (!first.has(file)) first.set(file, readFileSync(join(folder, file), "utf8"));
    return first.get(file) ?? "";
  };
  const command = [process.execPath, join(root, "dist/bin/mega.js"), "start", "--watch", "--port", String(port)];
  return { port, contestant: { name, target, folder, command, edits: edits(read) } };
}

function nodemon(place: Place): Made {
  const bin = join(place.peers, "node_modules/nodemon/bin/nodemon.js");
  return plainServer(place, "nodemon, plain JavaScript", [process.execPath, bin, "server.js"]);
}

function nodeWatch(place: Place): Made {
  return plainServer(place, "node --watch, plain JavaScript", [process.execPath, "--watch", "server.js"]);
}

/** node:http with nothing around it. */
function plainServer({ base, port: nextPort }: Place, name: string, command: readonly string[]): Made {
  const folder = mkdtempSync(join(base, "plain-"));
  const text = (mark: string): string =>
    `require("node:http").createServer((req, res) => res.end("${mark}")).listen(process.env.PORT, "127.0.0.1");\n`;
  writeFileSync(join(folder, "server.js"), text(""));
  return {
    port: nextPort(),
    contestant: { name, target: "", folder, command, edits: [{ file: "server.js", path: "/", text }] },
  };
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => new Promise((listening) => server.once("listening", listening))));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}
