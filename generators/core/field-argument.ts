import type { FieldArgument, FieldTypeName, FieldsContext } from "./field.ts";
import { GeneratorError } from "./errors.ts";
import { type Report, shown, suggestion } from "./mistakes.ts";
import { readEntityName } from "./names.ts";

// SQLite keeps decimals exact up to 15 digits.
const MAX_PRECISION = 15;
const MAX_VALUES = 100;

export function takesArgument(type: FieldTypeName): boolean {
  return type === "decimal" || type === "enum" || type === "ref";
}

export function readArgument(
  text: string | undefined,
  { type, context, report }: { readonly type: FieldTypeName; readonly context: FieldsContext; readonly report: Report },
): FieldArgument {
  switch (type) {
    case "decimal":
      return readPrecision(text ?? "10,2", report);
    case "enum":
      return readValues(text ?? "", report);
    case "ref":
      return readTarget(text ?? "", context, report);
    default:
      return {};
  }
}

function readPrecision(text: string, report: Report): FieldArgument {
  const match = /^(\d{1,3}),(\d{1,3})$/.exec(text);
  const precision = Number(match?.[1] ?? 10);
  const scale = Number(match?.[2] ?? 2);
  if (!match) report(`decimal takes its digits and those behind the point, such as 10,2, not ${shown(text)}`);
  else if (precision < 1 || precision > MAX_PRECISION) {
    report(`a decimal has 1 to ${MAX_PRECISION} digits, not ${precision}`);
  } else if (scale > precision) report(`of ${precision} digits, ${scale} cannot be behind the point`);
  return { precision, scale };
}

function readValues(text: string, report: Report): FieldArgument {
  const values = text.split(",");
  const unfit = values.filter((value) => !/^[A-Za-z0-9](?:[\w.-]{0,62}[A-Za-z0-9])?$/.test(value));
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (text === "") report("enum takes its values, separated by commas: enum:draft,published");
  else if (unfit[0] !== undefined) {
    report(
      `${unfit.map(shown).join(", ")} cannot be a value: use up to 64 letters and digits, with - _ . between them`,
    );
  } else if (twice !== undefined) report(`the value ${twice} is there twice`);
  else if (values.length > MAX_VALUES) report(`there are ${values.length} values, and ${MAX_VALUES} is the limit`);
  return { values };
}

function readTarget(text: string, { entity, facts }: FieldsContext, report: Report): FieldArgument {
  if (text === "") {
    report("ref takes what it points to: ref:user");
    return {};
  }
  const target = readEntityName(text);
  if (target instanceof GeneratorError) {
    report(target.message);
    return {};
  }
  const known = [...facts.models.values()].some(({ table }) => table === target.table);
  if (!known && target.table !== entity.table) {
    const names = [...facts.models.keys()].map((file) => file.replace(/^.*?\/models\/(.*)\.ts$/, "$1"));
    report(`there is no model ${text} to refer to${suggestion(target.file, names)}`);
  }
  return { target };
}
