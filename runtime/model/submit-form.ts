import type { ValidationDetail } from "../core/errors/error-entry.ts";
import { isMegaError } from "../core/errors/errors.ts";
import { sayError } from "../core/errors/say-error.ts";
import { ENGLISH, type Language } from "../core/i18n/i18n.ts";
import { sayDetail, sayShort } from "../core/schema/details.ts";
import { compileValidator, type Validator } from "../core/schema/validate.ts";
import { readForm, type FormValues } from "./form-values.ts";
import type { Form } from "./form.ts";
import type { Fields, ReplaceOf } from "./row.ts";

/** What became of a form. */
export type FormResult<T> = { readonly ok: true; readonly data: T } | FormFailure;

/** What a page needs to show a form again: by input name, what the user typed and what is wrong with it. */
export interface FormFailure {
  readonly ok: false;
  readonly status: 409 | 412 | 422;
  readonly values: FormValues;
  readonly errors: Readonly<Record<string, string>>;
  /** What is wrong with the form as a whole. */
  readonly message?: string;
}

/** What is done with a valid form. `versions` comes from a hidden input `version`: what a service takes for If-Match. */
export type FormAction<Input, T> = (input: Input, versions: readonly number[] | undefined) => Promise<T> | T;

/** What a form is read from: the ctx of its request. Without an app, mistakes are told in English. */
export interface FormSource {
  readonly body: unknown;
  readonly locale?: string;
  readonly app?: { languageIn(locale: string): Language } | null;
}

/**
 * Takes the body of an HTML form, by a model or a form: turns its text into the model's types, validates it as `Model.replace` and runs the action.
 * An empty input is null where the field is optional and a mistake where it is not, an unticked checkbox false. Mistakes of the form, and MegaErrors
 * 409, 412 and 422 thrown by the action, come back as a result to show the form again, in the language of the request; anything else is
 * thrown on. `submitForm(Post, ctx, (input) => ctx.services.posts.create(input))`
 */
export async function submitForm<F extends Fields, T>(
  model: Form<F>,
  { body, locale = "en", app }: FormSource,
  action: FormAction<ReplaceOf<F>, T>,
): Promise<FormResult<T>> {
  const language = app?.languageIn(locale) ?? ENGLISH;
  const { values, input, mistakes, versions } = readForm(Object.values(model.columns), body);
  const details = [
    ...mistakes,
    ...(validatorOf(model)(input) ?? []).filter(({ path }) => !mistakes.some((it) => it.path === path)),
  ];
  if (details.length > 0) return failure(values, { status: 422, details, model, language });
  try {
    // The validator of `replace` has just said so.
    return { ok: true, data: await action(input as ReplaceOf<F>, versions) };
  } catch (error) {
    if (!isMegaError(error)) throw error;
    const { status, details = [] } = error;
    if (status !== 409 && status !== 412 && status !== 422) throw error;
    const { message } = sayError(error, language);
    // The page is made anew from the row as it is now; its version is the one to save next.
    const { version: outdated, ...typed } = values;
    return failure(status === 412 ? typed : values, { status, details, message, model, language });
  }
}

interface Refusal {
  readonly status: FormFailure["status"];
  readonly details: readonly unknown[];
  readonly message?: string;
  readonly model: { readonly columns: Readonly<Record<string, unknown>> };
  readonly language: Language;
}

const validators = new WeakMap<object, Validator>();

function validatorOf(model: { readonly replace: object }): Validator {
  const known = validators.get(model);
  if (known) return known;
  const made = compileValidator(model.replace);
  validators.set(model, made);
  return made;
}

/** Mistakes go to the input their path names, the first one of each; what belongs to no input stands above the form. */
function failure(values: FormValues, { status, details, message, model, language }: Refusal): FormFailure {
  const errors: Record<string, string> = {};
  const others: string[] = [];
  for (const detail of details.filter(isDetail)) {
    const name = detail.path.split("/")[1] ?? "";
    // The input has a label of its own: "`title` is required" says no more than "Is required" below it.
    if (name in model.columns) errors[name] ??= sentence(withoutName(sayShort(detail, language), name));
    else others.push(sayDetail(detail, language).message);
  }
  const whole = others[0] ?? (Object.keys(errors).length === 0 ? message : undefined);
  return { ok: false, status, values, errors, ...(whole === undefined ? {} : { message: whole }) };
}

function isDetail(value: unknown): value is ValidationDetail {
  if (typeof value !== "object" || value === null) return false;
  const { path, message } = value as { path?: unknown; message?: unknown };
  return typeof path === "string" && typeof message === "string";
}

/** A project's own details are told as they are, and may begin as the framework's do. */
function withoutName(message: string, name: string): string {
  return message.startsWith(`\`${name}\` `) ? message.slice(name.length + 3) : message;
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
