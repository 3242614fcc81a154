import type { AdrLink } from "./record.ts";

/**
 * The links of a line to records, by the words before the first one: `Supersedes [3. Use MySQL](0003-use-mysql.md)`, also in a
 * list, `superseded by ADR-0005, ADR-0006` without addresses.
 */
export function readLinks(text: string): readonly Omit<AdrLink, "line">[] {
  const [, relation = "", rest = ""] =
    /^(?:[*+-]\s+)?([^[\]()]*?[^[\]()\s:]):?\s+((?:\[|ADR-\d).*)$/i.exec(text.trim()) ?? [];
  const bare = /^super[sc]ede[sd](?: by)?$/i.test(relation) ? refsIn(rest) : [];
  return [...bare, ...filesIn(rest)].map((target) => ({ relation, target }));
}

/** References that are no label of a link. */
function refsIn(text: string): readonly string[] {
  const plain = text.replaceAll(/\[.*?\]\([^)]*\)/g, "");
  return plain.match(/\bADR-\d[\p{L}\p{M}\p{N}-]*/giu) ?? [];
}

/** Files of the same folder: a label may hold brackets, so only what stands behind it counts. */
function filesIn(text: string): readonly string[] {
  const targets = text.matchAll(/\]\(<?(?:\.\/)?([^)\s/>]+\.md)(?:#[^)]*)?>?\)/g);
  return Array.from(targets, ([, target = ""]) => decoded(target));
}

function decoded(target: string): string {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}
