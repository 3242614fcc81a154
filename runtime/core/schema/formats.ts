import { str, type Ajv, type Format } from "ajv";

/**
 * The formats of mega's fields that ajv-formats does not know, the keyword `digits` (before and behind the point), and the
 * keyword `canonical`, which rewrites a valid value to the one spelling that is stored, so that equal values are equal
 * text and text sorts as time does.
 * Needs ajv-formats with its keywords (formatMinimum, formatMaximum) on the same instance.
 */
export function addFieldFormats(ajv: Ajv): Ajv {
  for (const [name, format] of Object.entries(FORMATS)) ajv.addFormat(name, format);
  ajv.addKeyword({
    keyword: "digits",
    type: "string",
    schemaType: "array",
    validate: ([before = 0, behind = 0]: readonly number[], text: string): boolean => {
      const [integer = "", fraction = ""] = text.replace("-", "").split(".");
      return integer.replace(/^0+/, "").length <= before && fraction.length <= behind;
    },
    error: {
      message: ({ schema }) => str`must have at most ${schema[0]} digits before and ${schema[1]} behind the point`,
    },
  });
  return ajv.addKeyword({
    keyword: "canonical",
    type: "string",
    schemaType: "string",
    modifying: true,
    compile: (name: string) => (text: string, place?: Place) => {
      const value = CANONICAL[name]?.(text);
      if (value === undefined) return false;
      // A value that is the whole input stands in nothing in which it could be rewritten.
      if (place?.parentData) place.parentData[place.parentDataProperty] = value;
      return true;
    },
    error: { message: "must be a value that exists" },
  });
}

interface Place {
  readonly parentData: Record<string | number, unknown> | undefined;
  readonly parentDataProperty: string | number;
}

const FORMATS: Readonly<Record<string, Format>> = {
  // A whole number of 64 bits.
  int64: {
    type: "string",
    validate: (text: string) => /^-?\d{1,19}$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text),
    compare: (a: string, b: string) => sign(whole(a) - whole(b)),
  },
  decimal: {
    type: "string",
    validate: /^-?\d{1,65}(?:\.\d{1,65})?$/,
    compare: (a: string, b: string) => sign(scaled(a) - scaled(b)),
  },
  // An address that a page may link to: other schemes than these could run script.
  "http-url": (text: string) => /^https?:\/\/\S+$/i.test(text) && URL.canParse(text),
  slug: /^[a-z0-9]+(?:-[a-z0-9]+)*$/,
  // A time of day without a zone; the seconds may be left out.
  "time-of-day": /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/,
};

/** Undefined: the format allows it, the calendar doesn't (a leap second), or the format has failed already. */
const CANONICAL: Readonly<Record<string, (text: string) => string | undefined>> = {
  uuid: (text) => text.toLowerCase(),
  int64: (text) => (/^-?\d+$/.test(text) ? BigInt(text).toString() : undefined),
  "time-of-day": (text) => (text.length === 5 ? `${text}:00` : text),
  "date-time": (text) => {
    const time = new Date(text);
    return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
  },
};

// Limits are compared also where the format has failed, which is told by the format alone.
function whole(text: string): bigint {
  return /^-?\d+$/.test(text) ? BigInt(text) : 0n;
}

// Both sides with as many digits behind the point as the format allows, as whole numbers.
function scaled(text: string): bigint {
  const [integer = "0", fraction = ""] = text.split(".");
  return whole(`${integer}${fraction.padEnd(65, "0")}`);
}

function sign(difference: bigint): number {
  return difference === 0n ? 0 : difference > 0n ? 1 : -1;
}
