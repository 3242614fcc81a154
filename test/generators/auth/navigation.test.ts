import { expect, test } from "vitest";

import { withNavigation } from "../../../generators/auth/navigation.ts";

const layout = '<header>\n  <nav>\n    <a href="/">Blog</a>\n  </nav>\n</header>\n';

test("the links go to the end of the navigation, once", () => {
  const edited = withNavigation(layout);
  expect(edited).toBe('<header>\n  <nav>\n    <a href="/">Blog</a>\n    {{> account/nav}}\n  </nav>\n</header>\n');
  expect(withNavigation(edited)).toBe(edited);
});

test("line ends stay what they are", () => {
  const text = layout.replaceAll("\n", "\r\n");
  expect(withNavigation(text).replace("    {{> account/nav}}\r\n", "")).toBe(text);
});

test.each(["<main></main>\n", "", "<nav>{{> account/nav}}</nav>", "<nav>one line</nav>"])(
  "%j stays as it is",
  (text) => {
    expect(withNavigation(text)).toBe(text);
  },
);
