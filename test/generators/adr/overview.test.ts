import { expect, test } from "vitest";

import { dotGraph, mermaidGraph, tableOfContents } from "../../../generators/adr/overview.ts";
import { planRenumber } from "../../../generators/adr/renumber.ts";
import { reasonsOf, stateOf } from "../../../generators/adr/why.ts";
import { bookOf, filesAfter, nygard } from "./book.ts";

const files = {
  "0001-record.md": nygard(1, "Record"),
  "0002-seems-good.md": nygard(2, 'Seems "good" <b>', "Superseded by [3. Better](0003-better.md)"),
  "0003-better.md": nygard(
    3,
    "Better",
    "Accepted\n\nSupersedes [2. Seems](0002-seems-good.md)\n\nAmends [8. Gone](0008-gone.md)",
  ),
};
const { records } = bookOf(files);

test("the table of contents is that of adr-tools", () => {
  expect(tableOfContents(records, "adr/")).toBe(
    '# Architecture Decision Records\n\n* [1. Record](adr/0001-record.md)\n* [2. Seems "good" \\<b>](adr/0002-seems-good.md)\n* [3. Better](adr/0003-better.md)\n',
  );
});

test("the graph for Graphviz is that of adr-tools, with quotes kept in", () => {
  expect(dotGraph(records)).toBe(`digraph {
  node [shape=plaintext];
  subgraph {
    _1 [label="1. Record"; URL="0001-record.html"];
    _2 [label="2. Seems \\"good\\" <b>"; URL="0002-seems-good.html"];
    _1 -> _2 [style="dotted", weight=1];
    _3 [label="3. Better"; URL="0003-better.html"];
    _2 -> _3 [style="dotted", weight=1];
  }
  _3 -> _2 [label="Supersedes", weight=0]
}
`);
  expect(dotGraph(bookOf({ "20261127-x.md": "# X\n" }).records)).toContain('_d0 [label="X"; URL="20261127-x.html"];');
});

test("the graph for Mermaid", () => {
  expect(mermaidGraph(records)).toBe(`flowchart TD
  r0["1. Record"]
  r1["2. Seems #quot;good#quot; &lt;b>"]:::superseded
  r2["3. Better"]
  r2 -->|"Supersedes"| r1
  classDef superseded stroke-dasharray: 4 4,opacity: 0.6
`);
});

test("why: what the file names, the nearest to the line first, then what governs it", () => {
  const governed = {
    ...files,
    "0004-code.md": nygard(4, "Code").replace("\n\n## Status", "\n\nGoverns: `src`\n\n## Status"),
  };
  const book = bookOf(governed);
  const text = "// ADR-1\n\n\n// ADR-2, ADR-99\n// ADR-0002\n";
  const told = (line?: number): readonly string[] =>
    reasonsOf({ file: "src/a.ts", text }, book.records, line).map(
      ({ record, lines, glob, successor }) =>
        `${record.title} ${lines.join(",")} ${glob} ${stateOf(record, successor)}`,
    );
  const [first, second, third] = [
    "Record 1 null accepted",
    'Seems "good" <b> 4,5 null superseded by 3. Better',
    "Code  src accepted",
  ];
  expect(told()).toEqual([first, second, third]);
  expect(told(5)).toEqual([second, first, third]);
  expect(reasonsOf({ file: "lib/a.ts", text: "" }, book.records)).toEqual([]);
  expect(stateOf(bookOf({ "0001-x.md": "# X\n" }).records[0]!, null)).toBe("no status");
});

test("a new number moves the file, the title, the links and the references", async () => {
  const sources = [
    { file: "src/a.ts", text: "// ADR-2, ADR-0002, ADR-20\n" },
    { file: "src/b.ts", text: "// ADR-3\n" },
    { file: "docs/adr/0003-better.md", text: files["0003-better.md"] },
  ];
  const { operations, file, ambiguous } = planRenumber({ ref: "2" }, bookOf(files), sources);
  expect([file, ambiguous]).toEqual(["docs/adr/0004-seems-good.md", 0]);
  const after = await filesAfter({ ...files, "src/a.ts": "" }, operations);
  expect(Object.keys(after).toSorted()).toEqual(["0001-record.md", "0003-better.md", "0004-seems-good.md", "src/a.ts"]);
  expect(after["0004-seems-good.md"]).toMatch(/^# 4\. Seems "good" \\<b>\n/);
  expect(after["0003-better.md"]).toContain("Supersedes [2. Seems](0004-seems-good.md)");
  expect(after["src/a.ts"]).toBe("// ADR-4, ADR-0004, ADR-20\n");
});

test("a new number reaches prose, documents, encoded names and labels, and no file that only ends like it", async () => {
  const records = {
    "0002-한.md": nygard(2, "한").replace("Why.", "Not as ADR-0002 says."),
    "0003-b.md": nygard(3, "B").replace("Why.", "See ADR-2 and [2. 한](./0002-%ED%95%9C.md#why)."),
    "0004-c.md": "---\nstatus: superseded by [ADR-0002](0002-한.md)\n---\n# C\n",
  };
  const sources = [
    { file: "docs/guide.md", text: "[x](adr/0002-한.md) 10002-한.md ADR-0002 ADR-20\n" },
    { file: "a.ts", text: "// ADR-2-ish, docs/adr/0002-한.md, XADR-2, ADR-2000\n" },
  ];
  const { operations } = planRenumber({ ref: "2", number: 12 }, bookOf(records), sources);
  const after = await filesAfter(records, operations);
  expect(after["0012-한.md"]).toBe(nygard(12, "한").replace("Why.", "Not as ADR-0012 says."));
  expect(after["0003-b.md"]).toContain("See ADR-12 and [12. 한](./0012-%ED%95%9C.md#why).");
  expect(after["0004-c.md"]).toContain("superseded by [ADR-0012](0012-한.md)\n");
  expect(after["docs/guide.md"]).toBe("[x](adr/0012-한.md) 10002-한.md ADR-0012 ADR-20\n");
  expect(after["a.ts"]).toBe("// ADR-12-ish, docs/adr/0012-한.md, XADR-2, ADR-2000\n");
});

test("where two share a number, a label follows its file", async () => {
  const twins = {
    "0002-a.md": nygard(2, "A"),
    "0002-b.md": nygard(2, "B"),
    "0003-c.md": "---\nstatus: superseded by [ADR-0002](0002-b.md), [ADR-0002](0002-a.md), ADR-2\n---\n# C\n",
  };
  const { operations, ambiguous } = planRenumber({ ref: "0002-b.md" }, bookOf(twins), []);
  const after = await filesAfter(twins, operations);
  expect(after["0003-c.md"]).toContain("superseded by [ADR-0004](0004-b.md), [ADR-0002](0002-a.md), ADR-2\n");
  expect(ambiguous).toBe(2);
});

test("of two records with one number, references stay with the other one", async () => {
  const twins = { ...files, "0003-twin.md": nygard(3, "Twin").replaceAll("\n", "\r\n") };
  const { operations, file, ambiguous } = planRenumber({ ref: "0003-twin.md", number: 7 }, bookOf(twins), [
    { file: "src/b.ts", text: "// ADR-3 ADR-3\n" },
    { file: "src/c.ts", text: "" },
  ]);
  expect([file, ambiguous]).toEqual(["docs/adr/0007-twin.md", 2]);
  expect((await filesAfter(twins, operations))["0007-twin.md"]).toMatch(/^# 7\. Twin\r\n/);
});

test("a number that is taken, and a record without one", () => {
  expect(() => planRenumber({ ref: "1", number: 3 }, bookOf(files), [])).toThrow(
    "the number 3 is taken by docs/adr/0003-better.md",
  );
  const dated = bookOf({ "20261127-x.md": "# X\n", "0005-y.md": "# Y\n" });
  expect(() => planRenumber({ ref: "20261127-x" }, dated, [])).toThrow("known by its date");
  expect(planRenumber({ ref: "5" }, dated, []).operations[1]).toMatchObject({ content: "# Y\n" });
  expect(() => planRenumber({ ref: "" }, dated, [])).toThrow('there is no record ""');
});
