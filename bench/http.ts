import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { NEW_ITEM } from "./items.ts";
import { compareCpu, expectSame, startServer, type Load, type Server } from "./load.ts";
import { POSTS_TABLE } from "./posts.ts";
import type { Section } from "./report.ts";
import type { Ratio } from "./stats.ts";

/** The claims need ratios this narrow, full width. */
const MARGIN = 0.08;

export interface HttpOptions {
  /** The files of bench/.build that hold the servers. */
  readonly servers: string;
  readonly peers: string;
  /** How long one route is measured at most. */
  readonly seconds: number;
}

type Named = readonly [name: string, server: Server];

/** Routes of the peers, each with what is claimed of mega there. */
const ROUTES: readonly {
  readonly title: string;
  readonly mega: string;
  readonly target: string;
  readonly load: Load;
}[] = [
  { title: "`/hello`", mega: "mega stack", target: "≤ 1.30×", load: { path: "/hello" } },
  { title: "`/items/:id`", mega: "mega bare", target: "≤ 1.15×", load: { path: "/items/7" } },
  {
    title: "`POST /items`",
    mega: "mega bare",
    target: "≤ 1.15×",
    load: { path: "/items", method: "POST", body: NEW_ITEM },
  },
];

/** CPU per request against bare Fastify answering the same bytes: mega, Fastify with its plugins, and other frameworks. */
export async function http({ servers, peers, seconds }: HttpOptions): Promise<Section> {
  const started: Named[] = [];
  const start = async (file: string, name: string): Promise<void> =>
    void started.push([name, await startServer(file, name)]);
  try {
    for (const name of ["fastify", "mega stack", "mega bare", "fastify plugins"]) await start(servers, name);
    for (const name of ["hono", "express", "nest", "adonis"]) await start(peers, name);
    const columns: ReadonlyMap<string, Ratio>[] = [];
    for (const { mega, load } of ROUTES) {
      await expectSame(started, load);
      columns.push(await compareCpu(started, load, { subject: mega, margin: MARGIN, seconds }));
    }
    const rows = Object.entries(TITLES).map(([name, title]) =>
      [title].concat(columns.map((ratios) => (name === "fastify" ? "1×" : text(ratios.get(name))))),
    );
    const targets = [
      "target",
      ...ROUTES.map(
        ({ mega, target }) =>
          `${TITLES[mega]?.split(",")[0]} ${mega === "mega stack" ? "with its security" : "without it"} ${target}`,
      ),
    ];
    return {
      title: "HTTP, against bare Fastify",
      text: `CPU time per request against bare Fastify in the same round (same answers to the byte; mega and Fastify with the same schemas, the others with zod, no logs), median and 95 % interval; 64 connections, 2,000 requests a round, all in turn until mega's interval is narrower than ${MARGIN * 100} % or its time is over. AdonisJS is its HTTP server and body parser alone, in the last version that runs on Node 20.`,
      columns: ["server", ...ROUTES.map(({ title }) => title)],
      rows: [...rows, targets],
    };
  } finally {
    for (const [, server] of started) server.stop();
  }
}

const TITLES: Readonly<Record<string, string>> = {
  fastify: "Fastify",
  "mega bare": "mega, security off",
  "mega stack": "mega, all of its security",
  "fastify plugins": "Fastify with helmet, cors, rate-limit, cookie, csrf-protection",
  hono: "Hono on node-server",
  express: "Express 5",
  nest: "NestJS on Fastify",
  adonis: "AdonisJS",
};

/** The same for routes that read from SQLite, against Fastify with Kysely's own driver. */
export async function database({ servers, seconds }: HttpOptions): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), "mega-bench-"));
  const file = join(folder, "posts.db");
  new Database(file).exec(POSTS_TABLE).close();
  const pair: Named[] = [];
  try {
    for (const name of ["fastify posts", "mega posts"]) pair.push([name, await startServer(servers, name, file)]);
    const rows: string[][] = [];
    for (const [title, path] of [
      ["one post by id", "/posts/7"],
      ["a page of 20 posts", "/posts?limit=20"],
    ] as const) {
      await expectSame(pair, { path });
      const ratios = await compareCpu(pair, { path }, { subject: "mega posts", margin: MARGIN, seconds });
      rows.push([title, text(ratios.get("mega posts"))]);
    }
    return {
      title: "HTTP and SQLite",
      text: "CPU time per request of mega against bare Fastify with Kysely's own SQLite driver, measured likewise.",
      columns: ["route", "against Fastify"],
      rows,
    };
  } finally {
    for (const [, server] of pair) server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function text(ratio: Ratio | undefined): string {
  if (ratio === undefined) return "";
  return ratio.low === ratio.high
    ? "1×"
    : `${ratio.median.toFixed(2)}× (${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)})`;
}
