import { cpus } from "node:os";

/** One table of the report. */
export interface Section {
  readonly title: string;
  readonly text: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * `docs/benchmarks.md`, written by the program and never by hand. Sections of `before`, the text of an earlier run, that were
 * not measured this time stay as they are.
 */
export function report(sections: readonly Section[], { date, before }: { date: string; before: string }): string {
  const tables = new Map(before.split(/^(?=## )/m).flatMap((part) => (part.startsWith("## ") ? [titled(part)] : [])));
  for (const section of sections) tables.set(section.title, table(section, date));
  return [
    "# Benchmarks",
    "",
    "Written by `npm run bench`. Ratios of things run side by side in one run; the machine is shared, so trust ratios and not absolute figures.",
    "",
    [...tables.values()].join("\n\n"),
    "",
  ].join("\n");
}

function titled(part: string): readonly [title: string, text: string] {
  const text = part.trimEnd();
  return [text.slice("## ".length, text.indexOf("\n")), text];
}

function table({ title, text, columns, rows }: Section, date: string): string {
  const [cpu] = cpus();
  const measured = `Measured on ${date}; Node ${process.versions.node}, ${cpus().length} × ${cpu?.model ?? "unknown"}.`;
  const head = [`## ${title}`, "", `${text} ${measured}`, ""];
  return [...head, line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n");
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
