import { expect, test } from "vitest";

import { checkRecords } from "../../../generators/adr/check-records.ts";
import { matcher, searchFiles } from "../../../generators/adr/globs.ts";
import { bookOf, nygard, recordOf } from "./book.ts";

const sound = {
  "0001-a.md": nygard(1, "A", "Superseded by [2. B](0002-b.md)"),
  "0002-b.md": nygard(2, "B", "Accepted\n\nSupersedes [1. A](0001-a.md)"),
};

interface World {
  readonly files?: readonly string[];
  readonly sources?: Readonly<Record<string, string>>;
  readonly accepted?: Readonly<Record<string, string>>;
}

function check(
  records: Readonly<Record<string, string>>,
  { files = [], sources = {}, accepted = {} }: World = {},
): readonly string[] {
  const findings = checkRecords({
    book: bookOf(records),
    files,
    sources: Object.entries(sources).map(([file, text]) => ({ file, text })),
    accepted: new Map(Object.entries(accepted).map(([name, text]) => [`docs/adr/${name}`, recordOf(name, text)])),
  });
  return findings.map(({ rule, file, line, message }) => `${rule} ${file}:${line} ${message}`);
}

test("sound records have no findings", () => {
  expect(check(sound)).toEqual([]);
  expect(check({})).toEqual([]);
});

test("two records of one number", () => {
  expect(check({ ...sound, "0002-c.md": nygard(2, "C") })).toEqual([
    "duplicate_number docs/adr/0002-c.md:1 has the number 2 of 0002-b.md: `mega adr renumber 0002-c.md`",
  ]);
});

test("a title of another number, and none", () => {
  expect(check({ "0003-x.md": nygard(4, "X") })).toEqual([
    "title_number docs/adr/0003-x.md:1 is number 3 by its name and 4 by its title",
  ]);
  expect(check({ "0003-x.md": "text\n\n## Status\n\nAccepted\n" })[0]).toContain("title_missing docs/adr/0003-x.md:1");
});

test("a status that nobody knows, and none", () => {
  expect(check({ "0001-x.md": nygard(1, "X", "Acepted") })[0]).toContain(
    'status_unknown docs/adr/0001-x.md:7 has the unknown status "acepted"',
  );
  expect(check({ "0001-x.md": "# 1. X\n" })[0]).toContain("status_missing docs/adr/0001-x.md:1");
});

test("links to nothing, and on one side alone", () => {
  expect(check({ "0001-x.md": nygard(1, "X", "Accepted\n\nAmends [9. Y](0009-y.md)") })).toEqual([
    "link_broken docs/adr/0001-x.md:9 Amends 0009-y.md, and there is no such record",
  ]);
  const oneSided = {
    "0001-a.md": nygard(1, "A"),
    "0002-b.md": nygard(2, "B", "Accepted\n\nSupersedes [1. A](0001-a.md)"),
  };
  expect(check(oneSided)).toEqual([
    'link_one_sided docs/adr/0002-b.md:9 Supersedes 0001-a.md, which does not say so: `mega adr link 0001-a.md "..." 0002-b.md "..."`',
  ]);
  // That A amends B says nothing of who supersedes whom.
  const amended = { ...oneSided, "0001-a.md": nygard(1, "A", "Accepted\n\nAmends [2. B](0002-b.md)") };
  expect(check(amended)).toHaveLength(1);
});

test("MADR may say it in prose, and what only points has no other side", () => {
  const old = (status: string): string => `---\nstatus: ${status}\n---\n\n# A\n\n## Context\n`;
  const later = (text: string): string => `---\nstatus: accepted\n---\n\n# B\n\n## More Information\n\n${text}\n`;
  const both = (text: string): readonly string[] =>
    check({ "0001-a.md": old("superseded by ADR-0002"), "0002-b.md": later(text) });
  expect(both("In place of ADR-0001.")).toEqual([]);
  expect(both("In place of [that one](0001-a.md).")).toEqual([]);
  expect(both("In place of `ADR-0001`.")).toHaveLength(1);
  expect(both("")).toEqual([
    'link_one_sided docs/adr/0001-a.md:2 superseded by ADR-0002, which does not say so: `mega adr link ADR-0002 "..." 0001-a.md "..."`',
  ]);
  const pointing = {
    "0001-a.md": old("accepted"),
    "0002-b.md": later("* See [ADR-0001](0001-a.md)\n* Related to [A](0001-a.md)"),
  };
  expect(check(pointing)).toEqual([]);
  expect(check({ ...pointing, "0002-b.md": later("* Refines [ADR-0001](0001-a.md)") })).toHaveLength(1);
  // That it is mentioned does not make the earlier one say that it is over.
  const mentioned = {
    "0001-a.md": `${old("accepted")}\nSee ADR-2.\n`,
    "0002-b.md": later("* Supersedes [A](0001-a.md)"),
  };
  expect(check(mentioned)).toHaveLength(1);
});

test("MADR needs no status, and its examples name nothing", () => {
  const text = "# X\n\n## Context\n\nLike `ADR-9`.\n\n```\nADR-8\n```\n\n<!-- superseded by ADR-0123 -->\n";
  expect(check({ "0001-x.md": text })).toEqual([]);
  expect(check({ "0001-x.md": "# X\n\n## Status\n\n## Context\n" })[0]).toContain(
    "status_missing docs/adr/0001-x.md:3",
  );
  expect(check({ "0001-x.md": "---\nstatus: superseded by ADR-0009\n---\n# X\n" })).toEqual([
    "link_broken docs/adr/0001-x.md:2 superseded by ADR-0009, and there is no such record",
  ]);
});

test("references in code to records that are not there, or over", () => {
  const sources = {
    "src/a.ts": "// ADR-2\n// ADR-1 and ADR-0009\n",
    "src/b.ts": "// not ADR-2026-11 nor XADR-9, nor ADR-x\n",
  };
  const named = { ...sound, "0002-b.md": `${sound["0002-b.md"]}\nIn place of ADR-1, not ADR-7.\n` };
  expect(check(named, { sources })).toEqual([
    "reference_broken docs/adr/0002-b.md:19 names ADR-7, and there is no such record",
    "reference_superseded src/a.ts:2 names ADR-1, which is superseded by ADR-2",
    "reference_broken src/a.ts:2 names ADR-0009, and there is no such record",
  ]);
});

test("references by date", () => {
  const dated = { "20261127-use-pg.md": nygard(1, "Use pg").replace("# 1. ", "# ") };
  expect(check(dated, { sources: { "a.ts": "// ADR-20261127-use-pg." } })).toEqual([]);
  expect(check(dated, { sources: { "a.ts": "// ADR-20261127-use-my" } })).toHaveLength(1);
});

test("globs that match nothing, unless the record is over", () => {
  const governs = (text: string): string =>
    text.replace("\n\n## Status", "\n\nGoverns: `src/db/**`, `lib`\n\n## Status");
  const records = { "0001-x.md": governs(nygard(1, "X")) };
  expect(check(records, { files: ["src/db/open.ts"] })).toEqual([
    "governs_nothing docs/adr/0001-x.md:5 governs lib, and no file is there",
  ]);
  expect(check(records, { files: ["src/db/open.ts", "lib/a/b.ts"] })).toEqual([]);
  expect(check({ "0001-x.md": governs(nygard(1, "X", "Deprecated")) })).toEqual([]);
});

test("a text that was changed after it was accepted; its state, links and globs may change", () => {
  const before = nygard(1, "A");
  expect(check({ "0001-a.md": before.replace("What.", "What else.") }, { accepted: { "0001-a.md": before } })).toEqual([
    "text_changed docs/adr/0001-a.md:15 was changed after it was accepted: let a new record supersede it (mega adr new --supersedes)",
  ]);
  const cut = before.replace("\n## Decision\n\nWhat.\n", "");
  expect(check({ "0001-a.md": cut }, { accepted: { "0001-a.md": before } })).toHaveLength(1);
  const touched = before
    .replace("Accepted", "Superseded by [2. B](0002-b.md)")
    .replace("\n\n## Status", "\n\nGoverns: `src`\n\n## Status");
  const records = { ...sound, "0001-a.md": touched.replaceAll("\n", "\r\n") };
  expect(check(records, { files: ["src/a"], accepted: { "0001-a.md": before } })).toEqual([]);
  const proposed = nygard(1, "A", "Proposed");
  expect(check({ "0001-a.md": nygard(1, "B") }, { accepted: { "0001-a.md": proposed } })).toEqual([]);
});

test("the front matter of MADR may change", () => {
  const madr = (head: string): string => `---\n${head}\n---\n\n# X\n\n## Decision Outcome\n\n- one\n`;
  const before = madr("status: accepted");
  const after = madr("status: deprecated\ngoverns:\n  - src/**");
  expect(check({ "0001-x.md": after }, { accepted: { "0001-x.md": before } })).toEqual([]);
  expect(check({ "0001-x.md": after.replace("- one", "- two") }, { accepted: { "0001-x.md": before } })).toHaveLength(
    1,
  );
});

test("globs of folders and files", () => {
  expect(matcher("src/db")("src/db/x.ts")).toBe(true);
  expect(matcher("./src/db/")("src/db/a/.b")).toBe(true);
  expect(matcher("src/*.ts")("src/a.ts")).toBe(true);
  expect(matcher("src/*.ts")("src/db/a.ts")).toBe(false);
});

test("any of many files", () => {
  const any = searchFiles(["z.ts", "src/db/a.ts", "src/d.ts", "a.ts"]);
  expect(["src/db", "src/**", "*.ts", "**/d.ts", "./z.ts", "src/d{b,c}/*"].every(any)).toBe(true);
  expect(["src/e", "src/db/b.ts", "*.js", "zz", ""].some(any)).toBe(false);
});
