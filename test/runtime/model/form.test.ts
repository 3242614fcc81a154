import { expect, expectTypeOf, test } from "vitest";

import { compileValidator } from "../../../runtime/core/schema/validate.ts";
import { MegaConflictError } from "../../../runtime/core/errors/http-errors.ts";
import { field } from "../../../runtime/model/field.ts";
import { fillForm } from "../../../runtime/model/fill-form.ts";
import { defineForm } from "../../../runtime/model/form.ts";
import { submitForm } from "../../../runtime/model/submit-form.ts";

const SignIn = defineForm({
  email: field.email(),
  password: field.string({ min: 12 }),
  stay: field.boolean({ default: false }),
});

test("a form has its inputs and nothing of a table", () => {
  expect(Object.keys(SignIn.columns)).toEqual(["email", "password", "stay"]);
  expect(fillForm(SignIn)).toEqual({ values: { email: "", password: "", stay: "" }, errors: {} });
});

test("its schema validates a JSON body", () => {
  const validate = compileValidator(SignIn.create);
  expect(validate({ email: "a@b.example", password: "x".repeat(12) })).toBeNull();
  expect(validate({ email: "a@b.example", password: "short", id: 1 })?.map(({ path }) => path)).toEqual([
    "/id",
    "/password",
  ]);
});

test("a page submits it as it submits a model", async () => {
  const body = { _csrf: "token", email: "a@b.example", password: "x".repeat(12) };
  const done = await submitForm(SignIn, { body }, (input) => {
    expectTypeOf(input).toEqualTypeOf<{ email: string; password: string; stay: boolean }>();
    return input;
  });
  expect(done).toEqual({ ok: true, data: { email: "a@b.example", password: "x".repeat(12), stay: false } });
  const refused = await submitForm(SignIn, { body }, () => {
    throw new MegaConflictError("Taken.", { details: [{ path: "/email", message: "`email` is taken" }] });
  });
  expect(refused).toMatchObject({ ok: false, status: 409, errors: { email: "Is taken" } });
});

test("mistakes of its fields are told at once", () => {
  expect(() => defineForm({ Email: field.email(), version: field.integer(), id: field.integer() })).toThrow(
    /^The form cannot be used:\n {2}`Email` is not a camelCase name\n {2}`version` is reserved\n {2}`id` is reserved$/,
  );
});
