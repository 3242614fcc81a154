import type { DetailSource } from "../core/schema/details.ts";

/** What the text of a form's input stands for, or why it stands for nothing. */
export type Decoded = { readonly value: unknown } | { readonly mistake: Pick<DetailSource, "rule" | "params"> };
export type Decode = (text: string) => Decoded;

/** Text stands for itself. */
export function decodeText(text: string): Decoded {
  return { value: text };
}

/** A number that can't be read stays text, so that the schema says which number was wanted. */
export function decodeNumber(text: string): Decoded {
  const number = Number(text.trim());
  return { value: text.trim() === "" || Number.isNaN(number) ? text : number };
}

/** A checkbox: `on` unless the page gave it a value of its own. */
export function decodeBoolean(text: string): Decoded {
  return {
    value: text === "on" || text === "true" || text === "1" ? true : text === "false" || text === "0" ? false : text,
  };
}

/** Browsers leave the seconds out where they are zero. */
export function decodeTime(text: string): Decoded {
  return { value: /^\d\d:\d\d$/.test(text) ? `${text}:00` : text };
}

/** `datetime-local` knows no zone: what is typed is taken as UTC. */
export function decodeDatetime(text: string): Decoded {
  const local = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?$/.test(text);
  return { value: local ? `${text.length === 16 ? `${text}:00` : text}Z` : text };
}

/** The text of an object or array. */
export function decodeJson(text: string): Decoded {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { mistake: { rule: "json", params: { reason: (error as Error).message } } };
  }
}

/** A value as the text of its input. Null is an empty input. */
export type Encode = (value: unknown) => string;

export function encodeText(value: unknown): string {
  return String(value);
}

/** A checkbox is ticked or says nothing. */
export function encodeBoolean(value: unknown): string {
  return value === true ? "true" : "";
}

/** As `datetime-local` takes it: without the zone, and without milliseconds where there are none. */
export function encodeDatetime(value: unknown): string {
  return String(value).replace(/(?:\.000)?Z$/, "");
}

export function encodeJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
