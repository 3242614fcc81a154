import { expect, test } from "vitest";

import { copyOf, stateOf, withoutOrigin } from "../../../generators/core/template-origin.ts";

const TEXT = "---\nto: a.ts\n---\nbody\n---\nmore\n";
const NEWER = TEXT.replace("body", "better body");

test("a copy says what it was copied from, in its front matter", () => {
  const copy = copyOf(TEXT, "1.2.3");
  expect(copy).toMatch(/^---\nto: a\.ts\norigin: 1\.2\.3 [0-9a-f]{16}\n---\nbody\n---\nmore\n$/);
  expect(withoutOrigin(copy)).toBe(TEXT);
  expect(withoutOrigin(copyOf(TEXT.replaceAll("\n", "\r\n"), "1.2.3").replaceAll("\r\n", "\n"))).toBe(TEXT);
});

test("how a copy stands to today's template", () => {
  const copy = copyOf(TEXT, "1.2.3");
  const changed = copy.replace("more", "mine");
  expect(stateOf(copy, TEXT)).toBe("same");
  expect(stateOf(TEXT, TEXT)).toBe("same");
  expect(stateOf(changed, TEXT)).toBe("yours");
  expect(stateOf(copy, NEWER)).toBe("outdated");
  expect(stateOf(changed, NEWER)).toBe("both");
  expect(stateOf(withoutOrigin(changed), TEXT)).toBe("both");
  expect(stateOf(changed, null)).toBe("own");
});
