import { cpus } from "node:os";

/** One table of the report. */
export interface Section {
  readonly title: string;
  readonly text: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** `docs/benchmarks.md`, whole: written by the program, never by hand. */
export function report(sections: readonly Section[], date: string): string {
  const [cpu] = cpus();
  return [
    "# Benchmarks",
    "",
    `Written by \`npm run bench\` on ${date}; Node ${process.versions.node}, ${cpus().length} × ${cpu?.model ?? "unknown"}. Ratios of things run side by side in one run; the machine is shared, so trust ratios and not absolute figures.`,
    ...sections.flatMap(table),
    "",
  ].join("\n");
}

function table({ title, text, columns, rows }: Section): readonly string[] {
  return ["", `## ${title}`, "", text, "", line(columns), line(columns.map(() => "---")), ...rows.map(line)];
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
