import { describe, expect, test } from "vitest";

import { idOfFile, refOf, targetFinder } from "../../../generators/adr/record.ts";
import { nygard, recordOf } from "./book.ts";

describe("as adr-tools writes it", () => {
  test("title, date, status", () => {
    expect(recordOf("0007-use-postgres.md", nygard(7, "Use Postgres"))).toMatchObject({
      id: { kind: "number", number: 7 },
      title: "Use Postgres",
      titleNumber: 7,
      titleLine: 1,
      date: "2026-11-27",
      status: "accepted",
      statusLine: 7,
      links: [],
      governs: [],
      format: "nygard",
    });
  });

  test("links, in its own spelling too, and what is superseded without saying so otherwise", () => {
    const status = "Superceded by [2. Second Record](0002-second-record.md)\n\nAmends [1. A \\[b\\]](./0001-a.md)";
    expect(recordOf("0003-x.md", nygard(3, "X", status))).toMatchObject({
      status: "superseded",
      links: [
        { relation: "Superceded by", target: "0002-second-record.md", line: 7 },
        { relation: "Amends", target: "0001-a.md", line: 9 },
      ],
    });
  });

  test("a status that is the last section, line ends of Windows, an encoded name, nothing after the date", () => {
    const text =
      "# 1. X\r\n\r\n2026-01-02\r\n\r\n## Status\r\n\r\nProposed\r\n\r\nAmends [2. Y](0002-%ED%95%9C.md)\r\n";
    expect(recordOf("0001-x.md", text)).toMatchObject({
      status: "proposed",
      date: "2026-01-02",
      links: [{ relation: "Amends", target: "0002-한.md" }],
    });
  });

  test("the code that it governs", () => {
    const text = nygard(1, "X").replace("\n\n## Status", "\n\nGoverns: `src/**`, lib/*.ts\n\n## Status");
    expect(recordOf("0001-x.md", text).governs).toEqual([
      { glob: "src/**", line: 5 },
      { glob: "lib/*.ts", line: 5 },
    ]);
  });
});

describe("as MADR writes it", () => {
  test("version 4: front matter", () => {
    const text = `---
status: "accepted"
date: 2026-11-27
decision-makers: [Ada, Grace]
governs:
  - "src/**"
  - lib/*.ts
tags:
  - accepted
---

# Use Markdown

## Context and Problem Statement

Status: none.
`;
    expect(recordOf("0002-use-markdown.md", text)).toMatchObject({
      title: "Use Markdown",
      titleNumber: null,
      titleLine: 12,
      status: "accepted",
      statusLine: 2,
      date: "2026-11-27",
      governs: [
        { glob: "src/**", line: 6 },
        { glob: "lib/*.ts", line: 7 },
      ],
      format: "madr",
    });
  });

  test.each([
    ["status: superseded by ADR-0005", "ADR-0005"],
    ['status: "superseded by [ADR-0005](0005-y.md)"', "0005-y.md"],
    ["status: 'superseded by [ADR-0005](0005-y.md)'", "0005-y.md"],
  ])("%s", (line, target) => {
    expect(recordOf("0001-x.md", `---\n${line}\n---\n# X\n`)).toMatchObject({
      status: "superseded",
      links: [{ relation: "superseded by", target }],
    });
  });

  test("version 2: a list below the title, links in a list at the end", () => {
    const text =
      "# X\n\n* Status: superseded by [ADR-0005](0005-y.md)\n* Deciders: Ada\n* Date: 2026-11-27\n\n## Links\n\n* Refines [ADR-0003](0003-z.md)\n";
    expect(recordOf("0001-x.md", text)).toMatchObject({
      status: "superseded",
      date: "2026-11-27",
      statusLine: 3,
      links: [
        { relation: "superseded by", target: "0005-y.md", line: 3 },
        { relation: "Refines", target: "0003-z.md", line: 9 },
      ],
      format: "madr",
    });
  });
});

test.each([
  "",
  "\n",
  "---\n",
  "---\nstatus: [",
  "# ",
  "text",
  "## Status",
  "## Status\n\n???\n",
  "# [](\n## Status\n[a](%zz.md)",
])("%j is read without a failure", (text) => {
  expect(recordOf("0001-x.md", text)).toMatchObject({ status: null });
});

test("names of files", () => {
  expect(idOfFile("docs/adr/0007-use-postgres.md")).toEqual({ kind: "number", number: 7 });
  expect(idOfFile("12-x.md")).toEqual({ kind: "number", number: 12 });
  expect(idOfFile("20261127-use-postgres.md")).toEqual({ kind: "date", date: "20261127", slug: "use-postgres" });
  for (const name of ["README.md", "0007.md", "0007-x.txt", "x-0007.md"]) expect(idOfFile(name)).toBeNull();
  expect(refOf({ kind: "date", date: "20261127", slug: "x" })).toBe("ADR-20261127-x");
});

test("links find their record by its file or its number", () => {
  const record = recordOf("0007-x.md", nygard(7, "X"));
  const find = targetFinder([record]);
  for (const target of ["0007-x.md", "ADR-7", "ADR-0007", "adr-007"]) expect(find({ target })).toBe(record);
  expect(find({ target: "ADR-8" })).toBeUndefined();
});
