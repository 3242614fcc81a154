import { isDeepStrictEqual } from "node:util";
import { type Insertion, insertMembers } from "../json-insert.ts";
import { isGroup, memberOf, scanJson, type ScannedMember, type ScannedObject } from "../json-scan.ts";
import { mergeLines, type Versions } from "./merge-lines.ts";

/**
 * Merges three versions of a JSON object by its members, so that neither a comma nor a neighbour stands in the way. `ours` keeps
 * its formatting. Texts that are no JSON objects are merged by lines. Null where both sides changed one value.
 */
export function mergeJson(versions: Versions): string | null {
  const [base, ours, theirs] = [versions.base, versions.ours, versions.theirs].map(parseGroup);
  if (!base || !ours || !theirs) return mergeLines(versions);
  const wanted = mergeMembers({ base, ours, theirs });
  if (wanted === CONFLICT) return null;
  const byLines = mergeLines(versions);
  if (byLines !== null && says(byLines, wanted)) return byLines;
  return rewrite(versions.ours, wanted);
}

type Group = Readonly<Record<string, unknown>>;

/** A member that is not there is undefined, which no JSON value is. */
interface Members {
  readonly base: unknown;
  readonly ours: unknown;
  readonly theirs: unknown;
}

const CONFLICT = Symbol("conflict");

function parseGroup(text: string): Group | null {
  try {
    const value: unknown = JSON.parse(text);
    return isGroup(value) ? value : null;
  } catch {
    return null;
  }
}

function mergeMembers({ base, ours, theirs }: { readonly [Side in keyof Members]: Group }): Group | typeof CONFLICT {
  const merged = new Map<string, unknown>();
  for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    const value = mergeValue({ base: own(base, key), ours: own(ours, key), theirs: own(theirs, key) });
    if (value === CONFLICT) return CONFLICT;
    if (value !== undefined) merged.set(key, value);
  }
  return Object.fromEntries(merged);
}

function mergeValue({ base, ours, theirs }: Members): unknown {
  if (isDeepStrictEqual(base, theirs) || isDeepStrictEqual(ours, theirs)) return ours;
  if (isDeepStrictEqual(base, ours)) return theirs;
  const sides = [base, theirs].every((side) => side === undefined || isGroup(side));
  if (!isGroup(ours) || !sides) return CONFLICT;
  const merged = mergeMembers({ base: (base ?? {}) as Group, ours, theirs: (theirs ?? {}) as Group });
  // A group that goes, and to which nobody has added anything.
  if (merged !== CONFLICT && theirs === undefined && Object.keys(merged).length === 0) return undefined;
  return merged;
}

function own(group: Group, key: string): unknown {
  return Object.hasOwn(group, key) ? group[key] : undefined;
}

/** Whether a text is the wanted object, each member once: JSON.parse takes the last of two and says nothing. */
function says(text: string, wanted: Group): boolean {
  const value = parseGroup(text);
  return value !== null && isDeepStrictEqual(value, wanted) && hasUniqueKeys(scanJson(text));
}

function hasUniqueKeys({ members }: ScannedObject): boolean {
  const unique = new Set(members.map(({ key }) => key)).size === members.length;
  return unique && members.every(({ object }) => object === null || hasUniqueKeys(object));
}

/** Makes a text say what is wanted, and changes no more of it than that takes. */
function rewrite(text: string, wanted: Group): string {
  const less = cut(text, cutsIn(scanJson(text), wanted, text));
  return insertMembers(less, insertionsIn(scanJson(less), wanted, 1));
}

interface Cut {
  readonly start: number;
  readonly end: number;
}

/** The members that are not wanted, or not as they are: those are put in again. */
function cutsIn(object: ScannedObject, wanted: Group, text: string): readonly Cut[] {
  const keeps = (member: ScannedMember): boolean => {
    const value = own(wanted, member.key);
    if (memberOf(object, member.key) !== member || value === undefined) return false;
    return isGroup(value) ? member.object !== null : isSaid(text.slice(member.valueStart, member.end), value);
  };
  const first = object.members.findIndex(keeps);
  if (first === -1) return object.members.length === 0 ? [] : [{ start: object.start + 1, end: object.end - 1 }];
  return object.members.flatMap((member, index): readonly Cut[] => {
    if (keeps(member)) return member.object ? cutsIn(member.object, own(wanted, member.key) as Group, text) : [];
    if (index < first) return [{ start: member.start, end: object.members[index + 1]!.start }];
    return [{ start: object.members[index - 1]!.end, end: member.end }];
  });
}

function isSaid(text: string, value: unknown): boolean {
  return isDeepStrictEqual(JSON.parse(text), value);
}

function cut(text: string, cuts: readonly Cut[]): string {
  return cuts
    .toSorted((a, b) => b.start - a.start)
    .reduce((left, { start, end }) => left.slice(0, start) + left.slice(end), text);
}

function insertionsIn(object: ScannedObject, wanted: Group, depth: number): readonly Insertion[] {
  const missing = Object.entries(wanted).filter(([key]) => memberOf(object, key) === undefined);
  const deeper = object.members.flatMap((member) => {
    return member.object ? insertionsIn(member.object, own(wanted, member.key) as Group, depth + 1) : [];
  });
  return missing.length === 0 ? deeper : [...deeper, { object, added: Object.fromEntries(missing), depth }];
}
