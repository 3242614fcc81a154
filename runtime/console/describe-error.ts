import { inspect } from "node:util";

import { isMegaError } from "../core/errors/errors.ts";
import { framesIn, projectFile } from "../core/stack-place.ts";
import type { InputPlace } from "./evaluate.ts";

/** An error as a console shows it. */
export interface DescribedError {
  /** `TypeError: …` */
  readonly message: string;
  /** Frames of the project and of the inputs, with the lines of their TypeScript: `at f (apps/main/x.ts:3:5)`; then its causes. */
  readonly lines: readonly string[];
  readonly hint: string | undefined;
}

export interface ErrorPlaces {
  /** Absolute path of the project. */
  readonly root: string;
  /** Where in input number `input`. */
  readonly placeOf: (input: number, place: InputPlace) => InputPlace | null;
}

/** Anything that was thrown, with what of its stack the author of the project knows. */
export function describeError(thrown: unknown, places: ErrorPlaces): DescribedError {
  if (!(thrown instanceof Error)) return { message: `${inspect(thrown)} was thrown`, lines: [], hint: undefined };
  const details = isMegaError(thrown) && thrown.details !== undefined ? [`details: ${inspect(thrown.details)}`] : [];
  const cause = thrown.cause === undefined ? null : describeError(thrown.cause, places);
  const causes = cause === null ? [] : [`caused by: ${cause.message}`, ...cause.lines];
  return {
    message: headOf(thrown),
    lines: [...details, ...framesOf(thrown, places), ...causes],
    hint: isMegaError(thrown) ? thrown.hint : undefined,
  };
}

function headOf({ name, message }: Error): string {
  return message === "" ? name : `${name}: ${message}`;
}

const INPUT = /^input\[(\d+)\]$/;

function framesOf({ stack = "" }: Error, places: ErrorPlaces): readonly string[] {
  return framesIn(stack).flatMap(({ caller, path, ...at }) => {
    const place = placeOf(path, at, places);
    if (place === null) return [];
    // Within `with`, what is typed is called as a method of the scope.
    const name = caller.replace(/^(async )?Object\./, "$1");
    return [name === "" ? `at ${place}` : `at ${name} (${place})`];
  });
}

function placeOf(path: string, place: InputPlace, { root, placeOf }: ErrorPlaces): string | null {
  const [, input] = INPUT.exec(path) ?? [];
  if (input !== undefined) {
    const mapped = placeOf(Number(input), place);
    return mapped && `input[${input}]:${mapped.line}:${mapped.column}`;
  }
  const file = projectFile(path, root);
  return file && `${file}:${place.line}:${place.column}`;
}
