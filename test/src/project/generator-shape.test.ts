import { expect, test } from "vitest";

import { mistakeInGenerator } from "../../../src/project/generator-shape.ts";

const whole = { summary: "make a note", plan: () => ({ operations: [] }) };
const arg = (name: string, more: object = {}) => ({ name, summary: "x", ...more });
const flag = (text: string) => ({ flag: text, summary: "x" });

test.each([
  [whole],
  [{ ...whole, args: [arg("name"), arg("fields", { variadic: true })] }],
  [{ ...whole, flags: [flag("--strict"), flag("--no-test"), flag("--from <file>"), flag("--from-file <the-file>")] }],
])("%j is one", (value) => {
  expect(mistakeInGenerator(value)).toBeUndefined();
});

test.each([
  [undefined, "not made by defineGenerator"],
  [null, "not made by defineGenerator"],
  [() => {}, "not made by defineGenerator"],
  [{}, "`plan` is no function"],
  [{ plan: whole.plan }, "`summary` says nothing"],
  [{ ...whole, args: {} }, "`args` is no list"],
  [{ ...whole, flags: "x" }, "`flags` is no list"],
  [{ ...whole, args: [null] }, "`args[0].name` is no word"],
  [{ ...whole, args: [arg("<b>")] }, "`args[0].name` is no word"],
  [{ ...whole, args: [{ name: "x" }] }, "`args[0].summary` is missing"],
  [{ ...whole, args: [arg("x"), arg("x")] }, "the argument x is there twice"],
  [{ ...whole, args: [arg("x", { variadic: true }), arg("y")] }, "the argument x takes all words"],
  [{ ...whole, flags: [7] }, "`flags[0].flag` is not written as"],
  [{ ...whole, flags: [flag("strict")] }, "`flags[0].flag` is not written as"],
  [{ ...whole, flags: [flag("--x\u001B[31m")] }, "`flags[0].flag` is not written as"],
  [{ ...whole, flags: [{ flag: "--x" }] }, "`flags[0].summary` is missing"],
  [{ ...whole, flags: [flag("--dry-run")] }, "every command has --dry-run already"],
  [{ ...whole, flags: [flag("--no-color")] }, "every command has --no-color already"],
  [{ ...whole, flags: [flag("--x"), flag("--x <y>")] }, "the flag --x is there twice"],
])("%j is none", (value, mistake) => {
  expect(mistakeInGenerator(value)).toContain(mistake);
});
