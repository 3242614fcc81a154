import type { FormValues } from "./form-values.ts";
import type { Form } from "./form.ts";
import type { Fields, ReplaceOf } from "./row.ts";

/** A form before it is sent: what its inputs hold, and no mistakes. Views take it and a failed `submitForm` alike. */
export interface FilledForm {
  readonly values: FormValues;
  readonly errors: Readonly<Record<string, string>>;
}

/** Fills a form, or that of a model, with a row, or with the defaults of a new one. */
export function fillForm<F extends Fields>(model: Form<F>, row?: ReplaceOf<F>): FilledForm {
  const given = row as Readonly<Record<string, unknown>> | undefined;
  const values = Object.values(model.columns)
    .filter(({ generated }) => !generated)
    .map(({ name, type, settings }): [string, string] => {
      const value = given === undefined ? settings.default : given[name];
      return [name, value === undefined || value === null ? "" : type.formText(value)];
    });
  return { values: Object.fromEntries(values), errors: {} };
}
