import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { compareCpu, startServer, type Server } from "./load.ts";
import { POSTS_TABLE } from "./posts.ts";
import type { Section } from "./report.ts";

/** Half-widths that the claims need: /hello is claimed within 10 %. */
const MARGIN = 0.08;

/** CPU per request of a mega app against bare Fastify answering the same bytes with the same schemas. */
export async function http(servers: string): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), "mega-bench-"));
  const file = join(folder, "posts.db");
  new Database(file).exec(POSTS_TABLE).close();
  try {
    const rows = [
      ...(await against(servers, {
        subject: "hello",
        paths: [["`/hello`, response schema, envelope, default pipeline", "/hello", "≤ 1.10×"]],
      })),
      ...(await against(servers, {
        subject: "posts",
        file,
        paths: [
          ["one post by id from SQLite", "/posts/7", ""],
          ["a page of 20 posts from SQLite", "/posts?limit=20", ""],
        ],
      })),
    ];
    return {
      title: "HTTP",
      text: `CPU time per request of mega against bare Fastify (same answers to the byte, same schemas, no log; for SQLite with Kysely's own driver), 64 connections, 10,000 requests a round, in turn until the 95 % interval is narrower than ${MARGIN * 100} % or the most rounds are done.`,
      columns: ["route", "against bare Fastify", "95 % interval", "rounds", "target"],
      rows,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Duel {
  readonly subject: string;
  readonly file?: string;
  readonly paths: readonly (readonly [string, string, string])[];
}

async function against(servers: string, { subject, file = "", paths }: Duel): Promise<string[][]> {
  const mega = await startServer(servers, `mega ${subject}`, file);
  const bare = await startServer(servers, `fastify ${subject}`, file);
  try {
    const rows: string[][] = [];
    for (const [title, path, target] of paths) {
      await expectSame(mega, bare, path);
      const ratio = await compareCpu(mega, bare, { path, margin: MARGIN });
      rows.push([
        title,
        `${ratio.median.toFixed(2)}×`,
        `${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)}`,
        String(ratio.rounds),
        target,
      ]);
    }
    return rows;
  } finally {
    mega.stop();
    bare.stop();
  }
}

/** A comparison of different answers would compare nothing. */
async function expectSame(a: Server, b: Server, path: string): Promise<void> {
  const [one, other] = await Promise.all([a, b].map(async ({ url }) => (await fetch(url + path)).text()));
  if (one !== other) throw new Error(`${path} is answered differently:\n${one}\n${other}`);
}
