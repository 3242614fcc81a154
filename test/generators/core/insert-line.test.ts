import { expect, test } from "vitest";

import { insertLine } from "../../../generators/core/insert-line.ts";

const insertion = { line: "{{> account/nav}}", before: "</nav>", unless: "account/nav" };
const layout = '<header>\n  <nav>\n    <a href="/">Blog</a>\n  </nav>\n</header>\n';

test("the line goes before the named one, once, two spaces deeper", () => {
  const edited = insertLine(layout, insertion);
  expect(edited).toBe('<header>\n  <nav>\n    <a href="/">Blog</a>\n    {{> account/nav}}\n  </nav>\n</header>\n');
  expect(insertLine(edited, insertion)).toBe(edited);
});

test("line ends stay what they are", () => {
  const text = layout.replaceAll("\n", "\r\n");
  expect(insertLine(text, insertion).replace("    {{> account/nav}}\r\n", "")).toBe(text);
});

test.each(["<main></main>\n", "", "<nav>{{> account/nav}}</nav>", "<nav>one line</nav>"])(
  "%j stays as it is",
  (text) => {
    expect(insertLine(text, insertion)).toBe(text);
  },
);
