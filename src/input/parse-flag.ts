import { CliError } from "../errors.ts";

/** A TCP port for `--port`: 0 lets the system choose. */
export function parsePort(text: string): number {
  return parseWhole(text, { flag: "--port", min: 0, max: 65_535 });
}

/** How many migrations for `--step`. */
export function parseStep(text: string): number {
  return parseWhole(text, { flag: "--step", min: 1, max: 10_000 });
}

interface WholeNumber {
  readonly flag: string;
  readonly min: number;
  readonly max: number;
}

function parseWhole(text: string, { flag, min, max }: WholeNumber): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new CliError("bad_option", { flag, value: text, expected: `a whole number from ${min} to ${max}` });
}
