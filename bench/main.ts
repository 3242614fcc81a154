import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandLine } from "./command-line.ts";
import { context } from "./context.ts";
import { http } from "./http.ts";
import { report, type Section } from "./report.ts";

const [root = ".", only = ""] = process.argv.slice(2);
const parts: Readonly<Record<string, () => Section | Promise<Section>>> = {
  cli: () => commandLine(join(root, "dist/bin/mega.js")),
  context,
  http: () => http(join(import.meta.dirname, "servers.mjs")),
};

const sections: Section[] = [];
for (const [name, run] of Object.entries(parts)) {
  if (only !== "" && only !== name) continue;
  process.stderr.write(`${name} …\n`);
  sections.push(await run());
}
const text = report(sections, new Date().toISOString().slice(0, 10));
process.stdout.write(text);
if (only === "") writeFileSync(join(root, "docs/benchmarks.md"), text);
