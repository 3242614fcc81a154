import { expect, test } from "vitest";

import { MegaError } from "../../../runtime/core/errors/errors.ts";
import { MegaForbiddenError, MegaPreconditionFailedError } from "../../../runtime/core/errors/http-errors.ts";
import { makeLanguages } from "../../../runtime/core/i18n/i18n.ts";
import { field } from "../../../runtime/model/field.ts";
import { defineModel } from "../../../runtime/model/model.ts";
import { submitForm } from "../../../runtime/model/submit-form.ts";

const Event = defineModel("events", {
  title: field.string({ max: 20 }),
  body: field.text({ optional: true }),
  isOpen: field.boolean({ default: true }),
  seats: field.integer({ optional: true, min: 1 }),
  price: field.decimal({ precision: 8, scale: 2, optional: true }),
  starts: field.datetime({ optional: true }),
  doors: field.time({ optional: true }),
  extra: field.json({ optional: true }),
  host: field.ref("people", { optional: true }),
});

const echo = <T>(input: T) => input;

test("text becomes the model's types", async () => {
  const body = {
    _csrf: "token",
    title: "Party",
    body: "one\r\ntwo",
    isOpen: "on",
    seats: "12",
    price: "9.50",
    starts: "2026-01-31T09:30",
    doors: "09:15",
    extra: '{ "a": [1] }',
    hostId: "3",
  };
  expect(await submitForm(Event, { body }, echo)).toEqual({
    ok: true,
    data: {
      title: "Party",
      body: "one\ntwo",
      isOpen: true,
      seats: 12,
      price: "9.50",
      starts: "2026-01-31T09:30:00.000Z",
      doors: "09:15:00",
      extra: { a: [1] },
      hostId: 3,
    },
  });
});

test("empty inputs are null where that is allowed, and a checkbox without a tick is false", async () => {
  const body = { title: "x", body: "", seats: "", price: "", starts: "", doors: "", extra: "", hostId: "" };
  expect(await submitForm(Event, { body }, echo)).toMatchObject({
    ok: true,
    data: { title: "x", body: null, isOpen: false, seats: null, price: null, starts: null, extra: null, hostId: null },
  });
});

test("an empty input that is needed is a mistake", async () => {
  const result = await submitForm(Event, { body: { title: "" } }, () => expect.fail("the action must not run"));
  expect(result).toMatchObject({ ok: false, status: 422, errors: { title: "Is required" } });
});

test("the version stays with the form until somebody else has saved", async () => {
  const body = { title: "x", version: "3" };
  const invalid = await submitForm(Event, { body: { ...body, seats: "many" } }, echo);
  expect(invalid).toMatchObject({ status: 422, values: { version: "3" } });
  const late = await submitForm(Event, { body }, () => {
    throw new MegaPreconditionFailedError("event", { id: 1, version: 4 });
  });
  expect(late).toMatchObject({ status: 412, values: { title: "x" } });
  expect(late).not.toHaveProperty("values.version");
});

test("mistakes are told by input, with what was typed", async () => {
  const body = { title: "x".repeat(21), isOpen: "on", seats: "many", extra: "{", price: "1.234", hostId: "0" };
  const result = await submitForm(Event, { body }, () => expect.fail("the action must not run"));
  expect(result).toMatchObject({ ok: false, status: 422, values: body });
  expect(result.ok ? {} : result.errors).toEqual({
    title: "Must have at most 20 characters",
    seats: expect.stringMatching(/^Must be (an )?integer or null/),
    price: "Must have at most 6 digits before and 2 behind the point",
    extra: expect.stringMatching(/^Is not JSON: /),
    hostId: "Must be at least 1",
  });
});

test("what the model does not know is refused for the form as a whole", async () => {
  const result = await submitForm(Event, { body: { title: "x", isAdmin: "true", id: "7" } }, echo);
  expect(result).toMatchObject({ ok: false, status: 422, errors: {}, message: "`isAdmin` is not known" });
});

test("the hidden version reaches the action, and an unreadable one fits no row", async () => {
  const versions = async (version: unknown) => {
    const result = await submitForm(Event, { body: { title: "x", version } }, (_input, versions) => versions);
    return result.ok ? result.data : "refused";
  };
  expect(await versions("3")).toEqual([3]);
  expect(await versions("x")).toEqual([]);
  expect(await versions("")).toBeUndefined();
  expect(await versions(undefined)).toBeUndefined();
});

test("what the action refuses comes back as the form's mistakes", async () => {
  const taken = () => {
    const details = [{ path: "/title", rule: "unique", message: "`title` is taken already", params: {} }];
    throw new MegaError("unique_violation", { fields: ["title"] }, { details });
  };
  expect(await submitForm(Event, { body: { title: "x" } }, taken)).toEqual({
    ok: false,
    status: 409,
    values: { title: "x" },
    errors: { title: "Is taken already" },
  });
  const outdated = () => {
    throw new MegaPreconditionFailedError("event", { id: 1, version: 2 });
  };
  expect(await submitForm(Event, { body: { title: "x" } }, outdated)).toMatchObject({
    status: 412,
    message: "The event with the id 1 was changed meanwhile: its version is 2 now.",
  });
});

test("mistakes are told in the language of the request", async () => {
  const languages = await makeLanguages({ locales: { ko: { post: "글" } }, default: "ko", fileOf: String });
  const ctx = { locale: "ko", app: { languageIn: (locale: string) => languages.in(locale) } };
  expect(await submitForm(Event, { ...ctx, body: { seats: "many", extra: "{", isAdmin: "1" } }, echo)).toMatchObject({
    errors: { title: "필수입니다" },
    message: expect.stringContaining("isAdmin"),
  });
  const refuse = (error: Error) => () => {
    throw error;
  };
  const outdated = new MegaPreconditionFailedError("event", { id: 1, version: 2 });
  const told = await submitForm(Event, { ...ctx, body: { title: "x" } }, refuse(outdated));
  expect(told).toMatchObject({ status: 412, message: expect.stringMatching(/[가-힣]/) });
});

test("any other error is thrown on", async () => {
  const forbidden = () => {
    throw new MegaForbiddenError();
  };
  await expect(submitForm(Event, { body: { title: "x" } }, forbidden)).rejects.toBeInstanceOf(MegaForbiddenError);
});

test.each([undefined, null, "text", [], 5])("a body that is %j is an empty form", async (body) => {
  expect(await submitForm(Event, { body }, echo)).toMatchObject({ ok: false, errors: { title: "Is required" } });
});
