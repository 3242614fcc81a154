import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { commandLine } from "./command-line.ts";
import { context } from "./context.ts";
import { devLoop } from "./dev-loop/dev-loop.ts";
import { database, http } from "./http.ts";
import { report, type Section } from "./report.ts";

const [root = ".", only = "", seconds = "100"] = process.argv.slice(2);
const built = (name: string): string => join(import.meta.dirname, `${name}.mjs`);
const options = { servers: built("servers"), peers: built("peers"), seconds: Number(seconds) };
const parts: Readonly<Record<string, () => Section | Promise<Section | readonly Section[]>>> = {
  cli: () => commandLine(join(root, "dist/bin/mega.js")),
  context,
  "dev-loop": () => devLoop({ root, peers: dirname(import.meta.dirname) }),
  http: async () => [await http(options), await database(options)],
};

const sections: Section[] = [];
for (const [name, run] of Object.entries(parts)) {
  if (only !== "" && only !== name) continue;
  process.stderr.write(`${name} …\n`);
  sections.push(...[await run()].flat());
}
const file = join(root, "docs/benchmarks.md");
const date = new Date().toISOString().slice(0, 10);
process.stdout.write(report(sections, { date, before: "" }));
writeFileSync(file, report(sections, { date, before: readFileSync(file, "utf8") }));
