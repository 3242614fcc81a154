import type { Field, FieldTypeName } from "../core/field.ts";
import { quote } from "../core/code.ts";
import { FIELD_TYPES } from "../core/field-types.ts";
import { capitalize } from "../core/words.ts";

/** Values of a field that its own rules accept, and that they refuse. */
export interface Sample {
  /** The value of the n-th row, as an expression in `n`. */
  readonly code: string;
  /** What is typed into its form for the first row. */
  readonly typed: string;
  /** A JSON value that is refused, as code. */
  readonly wrong: string;
  /** What is typed into its form and refused, as code; null when its form takes anything. */
  readonly wrongTyped: string | null;
}

/** The samples of a field; its limits, digits and values hold. */
export function sampleOf(field: Field): Sample {
  return { ...SAMPLES[field.type](field), ...wrongOf(field) };
}

type Valid = Pick<Sample, "code" | "typed">;

const SAMPLES: Readonly<Record<FieldTypeName, (field: Field) => Valid>> = {
  string: (field) => wordSample(field, capitalize(field.label)),
  text: (field) => wordSample(field, capitalize(field.label)),
  slug: (field) => wordSample(field, field.label.replaceAll(" ", "-"), "-"),
  email: () => numbered("user", "@example.com"),
  url: () => numbered("https://example.com/", ""),
  uuid: () => ({
    code: '`00000000-0000-4000-8000-${String(n).padStart(12, "0")}`',
    typed: "00000000-0000-4000-8000-000000000001",
  }),
  integer: (field) => wholeSample(field),
  bigint: (field) => {
    const { code, typed } = wholeSample(field);
    return { code: `String(${code})`, typed };
  },
  float: (field) => fractionSample(field) ?? wholeSample(field),
  decimal: decimalSample,
  boolean: ({ default: value }) => ({ code: value === true ? "true" : "false", typed: value === true ? "true" : "" }),
  date: ({ unique }) => ({
    code: unique ? "new Date(Date.UTC(2026, 0, n)).toISOString().slice(0, 10)" : '"2026-01-01"',
    typed: "2026-01-01",
  }),
  time: ({ unique }) => ({
    code: unique ? "new Date(n * 60_000).toISOString().slice(11, 19)" : '"00:01:00"',
    typed: "00:01",
  }),
  datetime: ({ unique }) => ({
    code: unique ? "new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString()" : '"2026-01-01T00:01:00.000Z"',
    typed: "2026-01-01T00:01",
  }),
  json: () => ({ code: "{ n }", typed: '{"n":1}' }),
  // The values of a factory are typed by no context that would keep the word from becoming any string.
  enum: ({ values = [] }) => ({ code: `${quote(values[0] ?? "")} as const`, typed: values[0] ?? "" }),
  ref: () => ({ code: "1", typed: "1" }),
};

/** A value of another type has one mistake; of the right type, it could have several. */
function wrongOf(field: Field): Pick<Sample, "wrong" | "wrongTyped"> {
  const { longest = 0, usual = 0 } = FIELD_TYPES[field.type];
  const tooLong = Number(field.max ?? usual) + 1;
  switch (field.type) {
    case "boolean":
      return { wrong: '"perhaps"', wrongTyped: null };
    case "json":
      return { wrong: '"text"', wrongTyped: '"{"' };
    case "text":
    case "string":
      return { wrong: "1", wrongTyped: tooLong > longest ? null : `"x".repeat(${tooLong})` };
    case "enum":
      return { wrong: '"none of them"', wrongTyped: '"?"' };
    case "integer":
    case "float":
    case "ref":
      return { wrong: '"many"', wrongTyped: '"?"' };
    default:
      return { wrong: "1", wrongTyped: '"?"' };
  }
}

/** `Title 1`: longer words for `min`, shorter for `max`. */
function wordSample({ type, min = 0, max = FIELD_TYPES[type].usual }: Field, word: string, space = " "): Valid {
  const [least, most] = [Number(min), Number(max)];
  // Too narrow for a word and a number of up to six digits.
  if (most < 8 || most - 5 < least) {
    return {
      code: `String(n).padStart(${Math.max(least, 1)}, "0").slice(-${most})`,
      typed: "1".padStart(Math.max(least, 1), "0"),
    };
  }
  const long = Array.from({ length: Math.ceil(Math.max(0, least - 1) / (word.length + 1)) || 1 }, () => word).join(
    space,
  );
  return numbered(long.slice(0, most - 7).replace(/[ -]$/, "x") + space, "");
}

function numbered(before: string, after: string): Valid {
  return { code: `\`${before}\${n}${after}\``, typed: `${before}1${after}` };
}

/** `n` itself, or moved between the limits and counted round within them. */
function wholeSample({ min, max }: Field): Valid {
  const most = max === undefined ? Infinity : Math.floor(Number(max));
  const least = min === undefined ? Math.min(1, most) : Math.ceil(Number(min));
  const first = min === undefined && least < 1 ? least - 99 : least;
  const span = Math.min(most - first + 1, 1000);
  if (!(span > 1)) return { code: String(first), typed: String(first) };
  if (max === undefined)
    return { code: first === 1 ? "n" : `n + ${first - 1}`.replace("+ -", "- "), typed: String(first) };
  return { code: `${first} + ((n - 1) % ${span})`, typed: String(first) };
}

function fractionSample({ min, max }: Field): Valid | null {
  if (min === undefined && max === undefined) return { code: "n + 0.5", typed: "1.5" };
  const [least, most] = [Number(min ?? Number.NEGATIVE_INFINITY), Number(max ?? Number.POSITIVE_INFINITY)];
  if (Math.ceil(least) <= Math.floor(most)) return null;
  return { code: String(min), typed: String(min) };
}

/** A whole number within the digits, with `scale` zeros behind the point. */
function decimalSample({ precision = 10, scale = 2, min, max }: Field): Valid {
  const zeros = scale > 0 ? `.${"0".repeat(scale)}` : "";
  const digits = 10 ** Math.min(precision - scale, 6) - 1;
  const [least, most] = [Math.ceil(Number(min ?? 0)), Math.floor(Math.min(Number(max ?? digits), digits))];
  if (least > most) return { code: quote(String(min ?? max)), typed: String(min ?? max) };
  const first = Math.max(least, Math.min(1, most));
  const span = Math.min(most - first + 1, 1000);
  const open = max === undefined && precision - scale >= 6;
  if (open) return { code: `\`\${${first === 1 ? "n" : `n + ${first - 1}`}}${zeros}\``, typed: first + zeros };
  if (span === 1) return { code: quote(first + zeros), typed: first + zeros };
  return { code: `\`\${${first} + ((n - 1) % ${span})}${zeros}\``, typed: first + zeros };
}
