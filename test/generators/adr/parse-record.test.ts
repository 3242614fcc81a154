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

describe("as others write it", () => {
  test("brackets in the label of a link, as adr-tools leaves them, and several links in a line", () => {
    const status =
      "Accepted\n\nAmended by [4. Use [x] & \\[y\\]](0004-use-x.md)\n\nAmends [1. A](0001-a.md), [2. B](<./0002-b.md#why>)";
    expect(recordOf("0003-x.md", nygard(3, "X", status)).links).toEqual([
      { relation: "Amended by", target: "0004-use-x.md", line: 9 },
      { relation: "Amends", target: "0001-a.md", line: 11 },
      { relation: "Amends", target: "0002-b.md", line: 11 },
    ]);
  });

  test("several successors, with and without addresses", () => {
    const text = `---\nstatus: "superseded by ADR-0005, [ADR-0006](0006-z.md), ADR-20261127-use-x"\n---\n# X\n`;
    expect(recordOf("0001-x.md", text).links.map(({ target }) => target)).toEqual([
      "ADR-0005",
      "ADR-20261127-use-x",
      "0006-z.md",
    ]);
  });

  test("links to pages, to other folders and to files that are no records are none", () => {
    const status = "Accepted\n\nSee [x](https://example.com/0001-a.md) or [y](../0002-b.md)\n\nAccepted in ADR-7";
    expect(recordOf("0003-x.md", nygard(3, "X", status)).links).toEqual([]);
  });

  test("examples in code and comments say nothing", () => {
    const text = `# X

* Status: accepted <!-- optional -->
* Date: 2020-01-02 <!-- optional -->

\`\`\`md
## Status

Superseded by [9. Y](0009-y.md)
\`\`\`

## Links <!-- optional -->

* Refined by [ADR-0002](0002-b.md)
* \`Amends [ADR-0009](0009-y.md)\`
<!--
* Amends [ADR-0009](0009-y.md)
-->
* … <!-- example: Refined by [ADR-0005](0005-example.md) -->
`;
    expect(recordOf("0001-x.md", text)).toMatchObject({
      status: "accepted",
      date: "2020-01-02",
      format: "madr",
      links: [{ relation: "Refined by", target: "0002-b.md", line: 14 }],
    });
  });

  test("lists of front matter in one line, with quotes, braces and comments", () => {
    const head = `governs: ["src/**", 'it''s/{a,b}/*.ts', lib/{c,d}, "x\\"y, z"] # code\nstatus: on hold # for now\nnav_order: 3`;
    expect(recordOf("0001-x.md", `---\n${head}\n---\n# X\n`)).toMatchObject({
      status: "on hold",
      governs: ["src/**", "it's/{a,b}/*.ts", "lib/{c,d}", 'x"y, z'].map((glob) => ({ glob, line: 2 })),
    });
  });

  test("globs with commas in braces, as code or not", () => {
    const governs = (text: string): readonly string[] =>
      recordOf("0001-x.md", `# 1. X\n\nGoverns: ${text}\n`).governs.map(({ glob }) => glob);
    expect(governs("`src/{a,b}/**`, lib/{c,d}.ts,e.ts")).toEqual(["src/{a,b}/**", "lib/{c,d}.ts", "e.ts"]);
    expect(governs(" , ``")).toEqual([""]);
  });

  test("no status at all is MADR's, a numbered title adr-tools'", () => {
    expect(recordOf("0001-x.md", "---\nnav_order: 1\n---\n# X\n")).toMatchObject({ status: null, format: "madr" });
    expect(recordOf("0001-x.md", "# X\n\n## Context\n")).toMatchObject({ status: null, format: "madr" });
    expect(recordOf("0001-x.md", "# 1. X\n\n## Context\n")).toMatchObject({ status: null, format: "nygard" });
  });

  test.each([
    ["**Accepted**", "accepted"],
    ["2020-01-02 accepted", "accepted"],
    ["Accepted (2020-01-02)", "accepted"],
    ["Accepting", "accepting"],
    ["Not accepted", "not accepted"],
  ])("the status %s is %s", (said, status) => {
    expect(recordOf("0001-x.md", nygard(1, "X", said)).status).toBe(status);
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

test.each(["x", " ", "`", "` ", "[", "](", "* ", "<!--", "a [", "ADR-1 ", "governs: {"])(
  "a line of a hundred thousand letters of %j takes no time",
  (part) => {
    const line = part.repeat(100_000 / part.length);
    const text = `---\nstatus: [${line}\ngoverns: [${line}]\n---\n# ${line}\n\n## Status\n\n${line}\n\nx${line}[y](0001-a.md)\n`;
    const start = performance.now();
    expect(recordOf("0001-x.md", text).titleLine).toBe(5);
    expect(performance.now() - start).toBeLessThan(5000);
  },
);
