import type { Field } from "../../../generators/core/field.ts";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseFields } from "../../../generators/core/fields.ts";
import { parseEntityName } from "../../../generators/core/names.ts";
import { modelLine } from "../../../generators/model/field-code.ts";
import { sampleOf } from "../../../generators/model/samples.ts";
import { compileValidator } from "../../../runtime/core/schema/validate.ts";
import { field as builders } from "../../../runtime/model/field.ts";
import { defineModel, type Model } from "../../../runtime/model/model.ts";
import { submitForm } from "../../../runtime/model/submit-form.ts";
import { projectFacts } from "../project-facts.ts";

const limits = fc.tuple(
  fc.integer({ min: -2000, max: 2000 }),
  fc.integer({ min: 0, max: 5000 }),
  fc.integer({ min: 0, max: 3 }),
);

/** Words of the grammar with every type, and limits that leave at least one value. */
const words = fc
  .tuple(fc.constantFrom("string", "text", "slug", "integer", "bigint", "float", "decimal"), limits)
  .map(([type, [least, span, which]]) => {
    const isLength = type === "string" || type === "text" || type === "slug";
    const min = isLength ? Math.min(Math.abs(least), 200) : least;
    const max = isLength ? Math.max(min + span, 1) : least + span;
    const modifiers = [...(which & 1 ? [`min=${min}`] : []), ...(which & 2 ? [`max=${max}`] : [])];
    return [`some_word:${type}${type === "decimal" ? ":12,3" : ""}`, ...modifiers].join(":");
  });

const others = [
  "x:email",
  "x:email:max=20",
  "x:url",
  "x:url:max=30",
  "x:uuid:unique",
  "x:boolean",
  "x:boolean:default=true",
  "x:date",
  "x:date:unique",
  "x:time",
  "x:time:unique",
  "x:datetime",
  "x:datetime:unique",
  "x:json",
  "x:enum:a,b",
  "x:decimal:2,2",
  "x:decimal:1,0",
  "x:decimal:15,0",
  "x:decimal:4,2:min=0.25:max=0.75",
  "x:float:min=0.1:max=0.9",
  "x:ref:author",
];

test.each(others)("the samples of %s are what they say", async (word) => {
  await expectSamplesToHold(word);
});

test("samples hold whatever the limits are", async () => {
  await fc.assert(fc.asyncProperty(words, expectSamplesToHold), { numRuns: 300 });
});

async function expectSamplesToHold(word: string): Promise<void> {
  const field = parse(word);
  const { code, typed, wrong, wrongTyped } = sampleOf(field);
  const model = modelOf(field);
  const validate = compileValidator(model.create);
  for (const n of [1, 2, 10, 99, 1234]) {
    expect(validate({ [field.column]: evaluate(code, { n }) }), `${word} n=${n} ${code}`).toBeNull();
  }
  expect(validate({ [field.column]: evaluate(wrong) })).toMatchObject([{ path: `/${field.column}` }]);
  // A checkbox that is not ticked is not sent.
  const sent: Readonly<Record<string, string>> = typed === "" ? {} : { [field.column]: typed };
  expect(await submitted(model, sent), `${word} ${typed}`).toMatchObject({ ok: true });
  if (wrongTyped === null) return;
  const refused = await submitted(model, { [field.column]: evaluate(wrongTyped) as string });
  expect(refused).toMatchObject({ ok: false, status: 422, errors: { [field.column]: expect.any(String) } });
}

function submitted(model: Model, body: Readonly<Record<string, string>>): Promise<unknown> {
  return submitForm(model, { body }, (input) => input);
}

function parse(word: string): Field {
  return parseFields([word], { entity: parseEntityName("post"), facts: projectFacts() })[0]!;
}

/** The model as a project would have it: from the line that is generated. */
function modelOf(field: Field): Model {
  const fields = evaluate(`{ ${modelLine(field)} }`, { field: builders });
  return defineModel("posts", fields as Parameters<typeof defineModel>[1]);
}

function evaluate(code: string, scope: Readonly<Record<string, unknown>> = {}): unknown {
  // oxlint-disable-next-line typescript/no-implied-eval, no-new-func
  return new Function(...Object.keys(scope), `return (${code.replace(/ as const$/, "")});`)(...Object.values(scope));
}
