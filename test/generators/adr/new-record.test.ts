import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { checkRecords } from "../../../generators/adr/check-records.ts";
import { planLink } from "../../../generators/adr/link-records.ts";
import { plainTitle } from "../../../generators/adr/markdown.ts";
import { type NewRecordInput, planNewRecord } from "../../../generators/adr/new-record.ts";
import { bookOf, filesAfter, nygard, render } from "./book.ts";

type Files = Readonly<Record<string, string>>;
const now = new Date(2026, 10, 27, 12);

async function make(files: Files, title: string, input: Partial<NewRecordInput> = {}): Promise<Files> {
  const { operations } = planNewRecord({ title, now, ...input }, bookOf(files), render);
  return filesAfter(files, operations);
}

async function link(
  files: Files,
  ...[source, relation, target, back]: readonly [string, string, string, string]
): Promise<Files> {
  return filesAfter(files, planLink({ source, relation, target, back }, bookOf(files)));
}

describe("as adr-tools would", () => {
  test("the first record, and those after it", async () => {
    const files = await make(await make({}, "First Record"), "Second Record");
    expect(Object.keys(files)).toEqual(["0001-first-record.md", "0002-second-record.md"]);
    expect(files["0002-second-record.md"]).toMatch(
      /^# 2\. Second Record\n\nDate: 2026-11-27\n\n## Status\n\nAccepted\n\n## Context\n/,
    );
  });

  test.each([
    ["Something About Node.JS", "0001-something-about-node-js.md"],
    ["Slash/Slash/Slash/", "0001-slash-slash-slash.md"],
    ["-Bar-", "0001-bar.md"],
  ])("%s is %s", async (title, name) => {
    expect(Object.keys(await make({}, title))).toEqual([name]);
  });

  test("a number after 8 and 9 is no octal one, and gaps are not filled", async () => {
    const files = { "0008-a.md": nygard(8, "A"), "0100-b.md": nygard(100, "B") };
    expect(Object.keys(await make(files, "C"))).toContain("0101-c.md");
  });

  test("a record that supersedes another", async () => {
    const files = await make({ "0001-first-record.md": nygard(1, "First Record") }, "Second Record", {
      supersedes: ["1"],
    });
    expect(files["0001-first-record.md"]).toContain(
      "## Status\n\nSuperseded by [2. Second Record](0002-second-record.md)\n\n## Context\n",
    );
    expect(files["0002-second-record.md"]).toContain(
      "## Status\n\nAccepted\n\nSupersedes [1. First Record](0001-first-record.md)\n\n## Context\n",
    );
  });

  test("links with their opposites, and one record linked twice", async () => {
    const files = await make({ "0001-a.md": nygard(1, "A"), "0002-b.md": nygard(2, "B") }, "C", {
      links: ["1:Amends:Amended by", "2:Clarifies:Clarified by"],
      supersedes: ["1"],
    });
    expect(files["0001-a.md"]).toContain(
      "## Status\n\nSuperseded by [3. C](0003-c.md)\n\nAmended by [3. C](0003-c.md)\n\n## Context",
    );
    expect(files["0002-b.md"]).toContain("## Status\n\nAccepted\n\nClarified by [3. C](0003-c.md)\n\n## Context");
    expect(files["0003-c.md"]).toContain(
      "Accepted\n\nSupersedes [1. A](0001-a.md)\n\nAmends [1. A](0001-a.md)\n\nClarifies [2. B](0002-b.md)\n\n## Context",
    );
  });

  test("in adr-tools' spelling where the folder is its own, until a record says otherwise", async () => {
    const spelled = async (files: Files, isOfAdrTools: boolean): Promise<readonly string[]> => {
      const { operations } = planNewRecord(
        { title: "New", now, supersedes: ["1"] },
        bookOf(files, { isOfAdrTools }),
        render,
      );
      const after = Object.values(await filesAfter(files, operations)).join("\n");
      return [...new Set(after.match(/super[sc]ede\w+/gi))].toSorted();
    };
    const fresh = { "0001-a.md": nygard(1, "A") };
    const linking = (relation: string): Files => ({
      ...fresh,
      "0002-b.md": nygard(2, "B", `Accepted\n\n${relation} [9. X](0009-x.md)`),
    });
    expect(await spelled(fresh, false)).toEqual(["Superseded", "Supersedes"]);
    expect(await spelled(fresh, true)).toEqual(["Superceded", "Supercedes"]);
    expect(await spelled(linking("Supercedes"), false)).toEqual(["Superceded", "Supercedes"]);
    expect(await spelled(linking("Supersedes"), true)).toEqual(["Superseded", "Supersedes"]);
  });

  test("the folder's own template", async () => {
    const template = "# NUMBER. TITLE\n\nDATE\n\n## Status\n\nSTATUS\n\n## Mine\n";
    const book = bookOf({ "0001-a.md": nygard(1, "A") }, { ownTemplate: template });
    const { operations } = planNewRecord({ title: "TITLE of $& it", now, supersedes: ["1"] }, book, render);
    expect(operations[0]).toMatchObject({
      content:
        "# 2. TITLE of $& it\n\n2026-11-27\n\n## Status\n\nAccepted\n\nSupersedes [1. A](0001-a.md)\n\n## Mine\n",
    });
  });
});

describe("MADR", () => {
  const madr = (title: string): string =>
    `---\nstatus: accepted\ndate: 2026-11-27\n---\n\n# ${title}\n\n## Context and Problem Statement\n\nWhy.\n`;

  test("where most records are in its format, new ones are too", async () => {
    const files = await make({ "0001-a.md": madr("A") }, "B", { governs: ["src/**", 'x"y'], supersedes: ["1"] });
    expect(files["0002-b.md"]).toMatch(
      /^---\nstatus: accepted\ndate: 2026-11-27\ngoverns:\n  - "src\/\*\*"\n  - "x\\"y"\n---\n\n# B\n/,
    );
    expect(files["0002-b.md"]).toMatch(/\n## Links\n\n\* Supersedes \[1\. A\]\(0001-a\.md\)\n$/);
    expect(files["0001-a.md"]).toContain('---\nstatus: "superseded by [ADR-0002](0002-b.md)"\ndate');
  });

  test("the list of version 2", async () => {
    const old = "# A\r\n\r\n* Status: accepted\r\n\r\n## Links\r\n\r\n* Refines [x](0009-x.md)\r\n\r\n## More\r\n";
    const files = await link(
      { "0001-a.md": old, "0002-b.md": nygard(2, "B") },
      "2",
      "Supersedes",
      "1",
      "Superseded by",
    );
    expect(files["0001-a.md"]).toContain("* Status: superseded by [ADR-0002](0002-b.md)\r\n\r\n## Links");
    const linked = await link({ "0001-a.md": old, "0002-b.md": nygard(2, "B") }, "1", "Amends", "2", "Amended by");
    expect(linked["0001-a.md"]).toContain("* Refines [x](0009-x.md)\r\n* Amends [2. B](0002-b.md)\r\n\r\n## More");
  });
});

describe("MADR records that mega did not write", () => {
  const supersede = (files: Files): Promise<Files> => link(files, "2", "Supersedes", "1", "Superseded by");
  const later = { "0002-b.md": "---\nstatus: accepted\n---\n\n# B\n" };

  test.each([
    [
      "front matter without a status",
      "---\nnav_order: 1\n---\n# A\n",
      '---\nstatus: "superseded by [ADR-0002](0002-b.md)"\nnav_order: 1\n---\n# A\n',
    ],
    ["none at all", "# A\n\nx\n", '---\nstatus: "superseded by [ADR-0002](0002-b.md)"\n---\n\n# A\n\nx\n'],
    [
      "line ends of Windows",
      "# A\r\n\r\nx\r\n",
      '---\r\nstatus: "superseded by [ADR-0002](0002-b.md)"\r\n---\r\n\r\n# A\r\n\r\nx\r\n',
    ],
    [
      "another successor",
      "---\nstatus: superseded by ADR-0007 # x\ndate: 2026-01-02\n---\n# A\n",
      '---\nstatus: "superseded by ADR-0007, [ADR-0002](0002-b.md)"\ndate: 2026-01-02\n---\n# A\n',
    ],
    [
      "a list, with another successor",
      "# A\r\n\r\n* Status: superseded by [ADR-0007](0007-x.md) <!-- optional -->\r\n* Date: 2026-01-02\r\n",
      "# A\r\n\r\n* Status: superseded by [ADR-0007](0007-x.md), [ADR-0002](0002-b.md)\r\n* Date: 2026-01-02\r\n",
    ],
  ])("%s", async (_, before, after) => {
    const once = await supersede({ "0001-a.md": before, ...later });
    expect(once["0001-a.md"]).toBe(after);
    expect(await supersede(once)).toEqual(once);
  });

  test("the list of links has a comment in its heading, and one in code is no heading", async () => {
    const text =
      "# A\n\n* Status: accepted\n\n```\n## Links\n```\n\n## Links <!-- optional -->\n\n* Refines [x](0009-x.md)\n";
    const files = await link({ "0001-a.md": text, ...later }, "1", "Amends", "2", "Amended by");
    expect(files["0001-a.md"]).toBe(`${text}* Amends [2. B](0002-b.md)\n`);
  });
});

test("sections that end the file, or stand close together", async () => {
  const amend = async (text: string): Promise<string | undefined> =>
    (await link({ "0001-a.md": text, "0002-b.md": nygard(2, "B") }, "1", "Amends", "2", "Amended by"))["0001-a.md"];
  expect(await amend("# 1. A\r\n## Status\r\nAccepted\r\n## Next\r\n")).toBe(
    "# 1. A\r\n## Status\r\n\r\nAccepted\r\n\r\nAmends [2. B](0002-b.md)\r\n\r\n## Next\r\n",
  );
  expect(await amend("# 1. A\r\n\r\n## Status")).toBe("# 1. A\r\n\r\n## Status\r\n\r\nAmends [2. B](0002-b.md)\r\n");
  const madr = "---\r\nstatus: accepted\r\n---\r\n# A\r\n## Links\r\n* Refines [x](0009-x.md)";
  expect(await amend(`${madr}\r\n## More\r\n`)).toBe(`${madr}\r\n* Amends [2. B](0002-b.md)\r\n\r\n## More\r\n`);
  expect(await amend(madr)).toBe(`${madr}\r\n* Amends [2. B](0002-b.md)\r\n`);
});

test("lines keep their ends where a file has both", async () => {
  const mixed = "# 1. A\r\n\nDate: 2026-01-02\n\r\n## Status\n\r\nAccepted\r\n\n## Context\n\r\nx";
  const files = await link(
    { "0001-a.md": mixed, "0002-b.md": nygard(2, "B") },
    "2",
    "Supersedes",
    "1",
    "Superseded by",
  );
  expect(files["0001-a.md"]).toBe(
    "# 1. A\r\n\nDate: 2026-01-02\n\r\n## Status\n\r\nSuperseded by [2. B](0002-b.md)\r\n\r\n## Context\n\r\nx",
  );
});

test("a short record about code is sound without its globs", async () => {
  const files = await make({}, "Keep it synchronous", { template: "code" });
  expect(files["0001-keep-it-synchronous.md"]).toContain("Date: 2026-11-27\n\n## Status\n");
  expect(checkRecords({ book: bookOf(files), files: [], sources: [], accepted: new Map() })).toEqual([]);
});

test("short records about code", async () => {
  const files = await make({}, "Keep it synchronous", {
    template: "code",
    governs: ["src/db/**", "src/a b"],
    status: "Proposed",
  });
  expect(files["0001-keep-it-synchronous.md"]).toBe(
    "# 1. Keep it synchronous\n\nDate: 2026-11-27\n\nGoverns: `src/db/**`, `src/a b`\n\n## Status\n\nProposed\n\n## Decision\n\nWhat this code keeps to, and why.\n",
  );
});

test("ids by date, when said and where most records have them", async () => {
  const files = await make({}, "Use Postgres", { ids: "date" });
  expect(files["20261127-use-postgres.md"]).toMatch(/^# Use Postgres\n/);
  const more = await make(files, "And Redis", { supersedes: ["20261127-use-postgres"] });
  expect(more["20261127-and-redis.md"]).toContain("Supersedes [Use Postgres](20261127-use-postgres.md)");
  expect(Object.keys(await make(more, "C", { ids: "number" }))).toContain("0001-c.md");
});

describe("refused", () => {
  const files = {
    "0001-use-a.md": nygard(1, "Use A"),
    "0002-use-b.md": nygard(2, "Use B"),
    "0002-drop-c.md": nygard(2, "C"),
  };

  test.each([
    ["", {}, "it is empty"],
    [" \n\u0000 ", {}, "it is empty"],
    ["***", {}, "it has no letter or digit"],
    ["x".repeat(201), {}, "200 is the limit"],
    ["X", { status: "acepted" }, '"acepted" is no status of a record'],
    ["X", { supersedes: ["9"] }, 'there is no record "9" in docs/adr'],
    ["X", { supersedes: ["ADR-2"] }, '"ADR-2" means several records: 0002-drop-c.md, 0002-use-b.md'],
    ["X", { supersedes: ["use"] }, '"use" means several records'],
    ["X", { governs: ["src/**", " "] }, '--governs cannot be " "'],
    ["X", { governs: ["`src`"] }, '--governs cannot be "`src`"'],
    ["X", { links: ["1:Amends"] }, '"1:Amends" is no link'],
    ["X", { links: ["1:[a](b):c"] }, "is no link"],
    ["X", { links: ["1:Amends:\n## Status"] }, "is no link"],
  ])("%j %j", async (title, input, message) => {
    await expect(make(files, title, input)).rejects.toThrow(message);
  });

  test("a link of a record to itself, or with words that are no relation", async () => {
    await expect(link(files, "1", "Amends", "use-a", "x")).rejects.toThrow("0001-use-a.md cannot be linked to itself");
    await expect(link(files, "1", "](x)", "drop", "x")).rejects.toThrow("is no link");
  });
});

test("a link that is there is not written again, in adr-tools' spelling too", async () => {
  const files = {
    "0001-a.md": nygard(1, "A", "Superceded by [2. B](0002-b.md)"),
    "0002-b.md": nygard(2, "B", "Accepted\n\nSupercedes [1. A](0001-a.md)"),
  };
  expect(await link(files, "2", "Supersedes", "1", "Superseded by")).toEqual(files);
});

test("a record without a status gets one", async () => {
  const files = await link(
    { "0001-a.md": "# 1. A\n\nText.\n\n", "0002-b.md": nygard(2, "B") },
    "1",
    "Amends",
    "2",
    "Amended by",
  );
  expect(files["0001-a.md"]).toBe("# 1. A\n\nText.\n\n## Status\n\nAmends [2. B](0002-b.md)\n");
});

const hostile = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }),
  fc.constantFrom(
    "../../etc/passwd",
    "a](http://evil) <script>alert(1)</script>",
    "`${process.exit()}` {{evil}} $(rm -rf /)",
    "line\nbreak\r\n## Status\n\nRejected",
    "--> <!-- x",
    "\u202Egnp.exe \u0000 nul",
    "# 7. Other",
    "12. Angry Men",
    "12\\. Angry Men",
    "7.",
    "CON",
    "한글 제목 🎉",
    "a\\b\\\\c [d",
    "--- yaml: true",
    "x".repeat(120),
  ),
);

test("whatever the title, its record says it, checks well, and lies in the folder", async () => {
  await fc.assert(
    fc.asyncProperty(
      hostile,
      fc.constantFrom("nygard", "madr", "code"),
      fc.boolean(),
      async (title, template, byDate) => {
        const start = { "0001-first.md": nygard(1, "First") };
        const input = { template, ids: byDate ? "date" : "number", supersedes: ["1"], governs: ["src/**"] } as const;
        const files = await make(start, title, input).catch((error: unknown) => error as { code: string });
        if ("code" in files) {
          expect(files.code).toBe("adr_title_refused");
          return;
        }
        const names = Object.keys(files);
        expect(names).toHaveLength(2);
        for (const name of names) expect(name).toMatch(/^\d+-[\p{L}\p{M}\p{N}-]+\.md$/u);
        const book = bookOf(files);
        expect(book.records.map((record) => record.title)).toContain(plainTitle(title));
        expect(checkRecords({ book, files: ["src/a.ts"], sources: [], accepted: new Map() })).toEqual([]);
      },
    ),
  );
});

test("what is superseded or linked twice is so once, whatever the titles and formats", async () => {
  const words = fc.constantFrom("Supersedes/Superseded by", "Amends/Amended by", "Depends on/Needed by");
  const kind = fc.record({ title: hostile, template: fc.constantFrom("nygard", "madr", "code") } as const);
  await fc.assert(
    fc.asyncProperty(kind, kind, words, async (one, other, pair) => {
      const [relation = "", back = ""] = pair.split("/");
      const start = await make({}, one.title, { template: one.template }).catch(() => null);
      const files =
        start && (await make(start, other.title, { template: other.template, ids: "number" }).catch(() => null));
      if (files === null) return;
      const once = await link(files, "2", relation, "1", back);
      expect(await link(once, "2", relation, "1", back)).toEqual(once);
      expect(checkRecords({ book: bookOf(once), files: [], sources: [], accepted: new Map() })).toEqual([]);
    }),
  );
});
