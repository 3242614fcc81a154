import { expectTypeOf, test, expect } from "vitest";

import { defineGenerator } from "../../../generators/core/generator.ts";
import { renderTemplates } from "../../../generators/core/render.ts";
import { projectFacts } from "../project-facts.ts";

test("a generator is what was declared", async () => {
  const generator = defineGenerator({ summary: "make nothing", plan: () => ({ operations: [] }) });
  expect(generator.summary).toBe("make nothing");
  const input = { args: {}, flags: {}, facts: projectFacts(), render: renderTemplates };
  expect(await generator.plan(input)).toEqual({ operations: [] });
});

test("plan gets the arguments and flags that were declared", () => {
  defineGenerator({
    summary: "make something",
    args: [
      { name: "name", summary: "its name", ask: "post" },
      { name: "place", summary: "where", required: true },
      { name: "title", summary: "in words" },
      { name: "fields", summary: "its fields", variadic: true },
    ],
    flags: [
      { flag: "-s, --strict", summary: "on or off" },
      { flag: "--no-test", summary: "on or off" },
      { flag: "--page-size <n>", summary: "a number", parse: Number },
      { flag: "--style <style>", summary: "one of two", choices: ["plain", "rich"] },
      { flag: "--from-file <file>", summary: "any text" },
    ],
    plan: ({ args, flags }) => {
      expectTypeOf(args).toEqualTypeOf<{
        readonly name: string;
        readonly place: string;
        readonly title: string | undefined;
        readonly fields: readonly string[];
      }>();
      expectTypeOf(flags).toEqualTypeOf<{
        readonly strict: boolean | undefined;
        readonly test: boolean | undefined;
        readonly pageSize: number | undefined;
        readonly style: "plain" | "rich" | undefined;
        readonly fromFile: string | undefined;
      }>();
      return { operations: [] };
    },
  });
});

test("what is not declared is not there", () => {
  defineGenerator({
    summary: "make nothing",
    plan: ({ args, flags }) => {
      // @ts-expect-error there are no arguments
      expect(args.name).toBeUndefined();
      // @ts-expect-error there are no flags
      expect(flags.strict).toBeUndefined();
      return { operations: [] };
    },
  });
});
