import { Session, type Runtime } from "node:inspector";
import { relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

import type { PlaceOf } from "../core/pipeline.ts";
import type { SourcePlace } from "./messages.ts";
import { writtenArrow, writtenPlace } from "./modules/source-maps.ts";

/** Looks up where functions were written. Slow, and it holds the process' debugger: open it for one answer, then close it. */
export interface FunctionPlaces {
  /** In files from the project's root, or `node_modules/…`. Undefined for the framework's own and for native functions. */
  readonly placeOf: PlaceOf;
  close(): void;
}

/** The debugger knows where a function stands in the compiled module, the source map beside it where that was written. */
export function openFunctionPlaces(root: string): FunctionPlaces {
  const session = new Session();
  session.connect();
  const urls = new Map<string, string>();
  session.on("Debugger.scriptParsed", ({ params }) => urls.set(params.scriptId, params.url));
  session.post("Debugger.enable");
  return {
    placeOf: (fn) => {
      const location = locationOf(session, fn);
      const url = location === undefined ? undefined : urls.get(location.scriptId);
      if (location === undefined || url?.startsWith("file://") !== true) return undefined;
      const { lineNumber, columnNumber } = location;
      const compiled = { file: fileURLToPath(url), line: lineNumber + 1, column: columnNumber + 1 };
      return inProject(isArrow(fn) ? writtenArrow(compiled) : writtenPlace(compiled), root);
    },
    close: () => session.disconnect(),
  };
}

function isArrow(fn: unknown): boolean {
  return typeof fn === "function" && /^(?:async\s*)?(?:\(|[\w$]+\s*=>)/.test(Function.prototype.toString.call(fn));
}

interface Location {
  readonly scriptId: string;
  /** Both from 0. */
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** The debugger is handed objects by name only. */
const HANDED = "mega.function";

function locationOf(session: Session, fn: unknown): Location | undefined {
  const holder = globalThis as { [HANDED]?: unknown };
  holder[HANDED] = fn;
  const found = evaluate(session, `globalThis[${JSON.stringify(HANDED)}]`);
  delete holder[HANDED];
  return found?.objectId === undefined ? undefined : functionLocation(session, found.objectId);
}

function functionLocation(session: Session, objectId: string): Location | undefined {
  let properties: Runtime.GetPropertiesReturnType | undefined;
  // A session within the process answers before `post` returns.
  session.post("Runtime.getProperties", { objectId, ownProperties: true }, (_error, result) => (properties = result));
  const internal = (name: string): Runtime.RemoteObject | undefined =>
    properties?.internalProperties?.find((property) => property.name === name)?.value;
  const location = internal("[[FunctionLocation]]")?.value as Location | undefined;
  const target = internal("[[TargetFunction]]")?.objectId;
  // A bound function stands where the one that it binds does.
  return location ?? (target === undefined ? undefined : functionLocation(session, target));
}

function evaluate(session: Session, expression: string): Runtime.RemoteObject | undefined {
  let value: Runtime.RemoteObject | undefined;
  session.post("Runtime.evaluate", { expression }, (_error, answer) => (value = answer?.result));
  return value;
}

const FRAMEWORK = resolve(import.meta.dirname, "..");

function inProject(place: SourcePlace, root: string): SourcePlace | undefined {
  if (place.file.startsWith(`${FRAMEWORK}${sep}`)) return undefined;
  const file = place.file.split(sep).join("/");
  const packages = file.lastIndexOf("/node_modules/");
  if (packages !== -1) return { ...place, file: file.slice(packages + 1) };
  return { ...place, file: relative(root, place.file).split(sep).join("/") };
}
