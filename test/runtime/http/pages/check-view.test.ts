import * as fc from "fast-check";
import { expect, test } from "vitest";

import { isMegaError } from "../../../../runtime/core/errors/errors.ts";
import { checkView } from "../../../../runtime/http/pages/check-view.ts";

function mistakeIn(text: string): string | null {
  try {
    checkView({ file: "home.hbs", text });
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

test.each([
  ["<p>\n{{#if x}}\n<p>\n", "2:1: `{{#if x}}` is not closed"],
  ["{{#if a}}\n{{else}}\n", "1:1: `{{#if a}}` is not closed"],
  ["{{#a}}{{#b}}{{/b}}\n {{!-- {{#c}} --}}{{! #d}}", "1:1: `{{#a}}` is not closed"],
  ["{{^a}} x", "1:1: `{{^a}}` is not closed"],
  ["{{~#if a~}}\n{{#each b}}{{^}}{{/each}}", "1:1: `{{~#if a~}}` is not closed"],
  ["a\n  {{#if x}}b{{/each}}", "2:6: `{{#if}}` is closed by `{{/each}}`"],
  ["<p>{{foo</p>\n<b>", "1:6: Unexpected `foo</p><b>`"],
  ["{{> }}", "1:5: Unexpected `}}`"],
  ["a\n{{else}}", "2:1: Unexpected `{{else}}`"],
  ["{{x y}}\n{{x y=}} and so on and on and on", "2:7: Unexpected `}} and so on and on`"],
])("of %j the mistake is told with its place", (text, message) => {
  expect(mistakeIn(text)).toBe(`home.hbs:${message}`);
});

test.each(["", "{{#if}}x{{/if}}", "{{#if a}}{{else if b}}{{/if}}", "{{{a}}} }}", '{{#*inline "x"}}{{/inline}}'])(
  "%j is a view",
  (text) => {
    expect(mistakeIn(text)).toBeNull();
  },
);

test("whatever a view holds, it can be read or its mistake has a place in it", () => {
  const piece = fc.constantFrom(
    "{{",
    "}}",
    "{{{",
    "}}}",
    "#if x",
    "/if",
    "^",
    "else",
    "!--",
    "--",
    "\n",
    " a ",
    "=",
    "~",
    ">",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join("");
      try {
        checkView({ file: "home.hbs", text });
      } catch (error) {
        if (!isMegaError(error) || error.at === undefined) throw error;
        const { line, column } = error.at;
        const written = text.split("\n")[line - 1];
        expect(written).toBeDefined();
        expect(column).toBeGreaterThan(0);
        expect(column).toBeLessThanOrEqual(String(written).length + 1);
      }
    }),
  );
});
