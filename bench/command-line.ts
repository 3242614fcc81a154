import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Section } from "./report.ts";
import { ratioOf } from "./stats.ts";

const RUNS = 25;

interface Case {
  readonly name: string;
  readonly args: readonly string[];
  readonly target: number;
  /** Prepares a folder for one run. */
  readonly cwd: () => string;
}

/** Whole-process wall time of commands against `node -e 0`, in turn. */
export function commandLine(bin: string): Section {
  const base = mkdtempSync(join(tmpdir(), "mega-bench-"));
  try {
    const project = newProject(bin, base);
    const fresh = (): string => mkdtempSync(join(base, "new-"));
    const cases: readonly Case[] = [
      { name: "`mega --version`", args: ["--version"], target: 1.3, cwd: () => base },
      { name: "`mega --help`", args: ["--help"], target: 1.5, cwd: () => base },
      {
        name: "`mega scaffold crud … --dry-run`",
        args: ["scaffold", "crud", "post", "title:string", "body:text", "published:boolean", "--dry-run"],
        target: 2.5,
        cwd: () => project,
      },
      { name: "`mega new --no-install`", args: ["new", "blog", "--yes", "--no-install"], target: 3, cwd: fresh },
      {
        name: "`mega new --no-install --no-git`",
        args: ["new", "blog", "--yes", "--no-install", "--no-git"],
        target: 3,
        cwd: fresh,
      },
    ];
    return {
      title: "Command line",
      text: `Wall time of the whole process against \`node -e 0\`, ${RUNS} runs of each in turn.`,
      columns: ["command", "against `node -e 0`", "95 % interval", "target"],
      rows: cases.map((entry) => row(bin, entry)),
    };
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

function row(bin: string, { name, args, target, cwd }: Case): readonly string[] {
  const ours: number[] = [];
  const bare: number[] = [];
  for (let run = -2; run < RUNS; run++) {
    const folder = cwd();
    const a = elapsed([bin, ...args], folder);
    const b = elapsed(["-e", "0"], folder);
    if (run < 0) continue; // the first two warm the disk cache
    ours.push(a);
    bare.push(b);
  }
  const ratio = ratioOf(ours, bare);
  return [name, `${ratio.median.toFixed(2)}×`, `${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)}`, `≤ ${target}×`];
}

function elapsed(args: readonly string[], cwd: string): number {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, stdio: ["ignore", "ignore", "pipe"] });
  const nanoseconds = Number(process.hrtime.bigint() - start);
  if (status !== 0) throw new Error(`${args.join(" ")} exited with ${status}: ${stderr.toString()}`);
  return nanoseconds;
}

function newProject(bin: string, base: string): string {
  elapsed([bin, "new", "blog", "--yes", "--no-install", "--no-git"], base);
  return join(base, "blog");
}
