import { escapeTitle } from "./markdown.ts";
import { type AdrRecord, fileNameOf, headingOf, targetFinder } from "./record.ts";

/** A table of contents in Markdown, as adr-tools makes it. Links go from a file beside the records. */
export function tableOfContents(records: readonly AdrRecord[], prefix = ""): string {
  const rows = records.map((record) => {
    return `* [${escapeTitle(headingOf(record))}](${prefix}${encodeURI(fileNameOf(record))})`;
  });
  return ["# Architecture Decision Records", "", ...rows, ""].join("\n");
}

/** A Mermaid flowchart of the links between records; superseded ones are dashed. */
export function mermaidGraph(records: readonly AdrRecord[]): string {
  const nodes = records.map((record, index) => {
    const label = headingOf(record).replaceAll("&", "&amp;").replaceAll('"', "#quot;").replaceAll("<", "&lt;");
    return `  r${index}["${label}"]${record.status === "superseded" ? ":::superseded" : ""}`;
  });
  const edges = linksBetween(records).map(({ from, to, relation }) => {
    return `  r${from} -->|${JSON.stringify(relation)}| r${to}`;
  });
  return ["flowchart TD", ...nodes, ...edges, "  classDef superseded stroke-dasharray: 4 4,opacity: 0.6", ""].join(
    "\n",
  );
}

/** The same for Graphviz, as adr-tools makes it. */
export function dotGraph(records: readonly AdrRecord[]): string {
  const names = records.map(({ id }, index) => (id.kind === "number" ? `_${id.number}` : `_d${index}`));
  const nodes = records.flatMap((record, index) => {
    const url = `${fileNameOf(record).replace(/\.md$/, "")}.html`;
    const node = `    ${names[index]} [label=${quoted(headingOf(record))}; URL=${quoted(url)}];`;
    return index === 0 ? [node] : [node, `    ${names[index - 1]} -> ${names[index]} [style="dotted", weight=1];`];
  });
  const edges = linksBetween(records).map(({ from, to, relation }) => {
    return `  ${names[from]} -> ${names[to]} [label=${quoted(relation)}, weight=0]`;
  });
  return ["digraph {", "  node [shape=plaintext];", "  subgraph {", ...nodes, "  }", ...edges, "}", ""].join("\n");
}

interface GraphLink {
  readonly from: number;
  readonly to: number;
  readonly relation: string;
}

/** One of the two sides of each: `Superseded by` and `Amended by` say the same as their opposites. */
function linksBetween(records: readonly AdrRecord[]): readonly GraphLink[] {
  const find = targetFinder(records);
  const places = new Map(records.map((record, index) => [record, index]));
  return records.flatMap((record, from) => {
    return record.links.flatMap((link): readonly GraphLink[] => {
      const target = find(link);
      const to = target && places.get(target);
      if (to === undefined || / by$/i.test(link.relation)) return [];
      return [{ from, to, relation: link.relation }];
    });
  });
}

function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
