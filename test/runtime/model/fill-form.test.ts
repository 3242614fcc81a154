import { expect, test } from "vitest";
import { field } from "../../../runtime/model/field.ts";
import { fillForm } from "../../../runtime/model/fill-form.ts";
import { defineModel } from "../../../runtime/model/model.ts";
import { submitForm } from "../../../runtime/model/submit-form.ts";

const Event = defineModel("events", {
  title: field.string(),
  open: field.boolean({ default: true }),
  seats: field.integer({ default: 10 }),
  startsAt: field.datetime(),
  opensAt: field.time({ optional: true }),
  extra: field.json({ optional: true }),
  host: field.ref("people", { optional: true }),
});

const row = {
  title: "<b>",
  open: false,
  seats: 3,
  startsAt: "2026-01-31T09:30:00.000Z",
  opensAt: "09:30:00",
  extra: { a: [1] },
  hostId: null,
};

test("a new form holds the defaults", () => {
  expect(fillForm(Event)).toEqual({
    values: { title: "", open: "true", seats: "10", startsAt: "", opensAt: "", extra: "", hostId: "" },
    errors: {},
  });
});

test("the form of a row holds what HTML's controls take", () => {
  expect(fillForm(Event, row).values).toEqual({
    title: "<b>",
    open: "",
    seats: "3",
    startsAt: "2026-01-31T09:30:00",
    opensAt: "09:30:00",
    extra: '{\n  "a": [\n    1\n  ]\n}',
    hostId: "",
  });
});

test("a form that is submitted as it was filled gives the row back", async () => {
  const { values } = fillForm(Event, { ...row, startsAt: "2026-01-31T09:30:00.250Z" });
  // A browser leaves out a checkbox that is not ticked.
  const { open: _unticked, ...sent } = values;
  const result = await submitForm(Event, { body: sent }, (input) => input);
  expect(result).toMatchObject({ ok: true, data: { ...row, startsAt: "2026-01-31T09:30:00.250Z" } });
});
