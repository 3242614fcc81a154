import type { PlaceOf } from "../../core/pipeline.ts";
import type { SourcePlace } from "../../core/stack-place.ts";
import type { MountedGuard, MountedRoute } from "./mount.ts";
import type { GuardMoment } from "./route-guard.ts";
import type { AnyRouteOptions } from "./define-routes.ts";
import type { OtherRoute, RouteOrigin } from "./watch-routes.ts";
import { byStatus, VALIDATED_PARTS } from "./route-schemas.ts";

/** A route for people to look at. */
export interface ServedRoute {
  readonly app: string;
  readonly method: string;
  readonly path: string;
  readonly from: RouteOrigin;
  /** From the project's root; null for a route of a plugin or the framework. */
  readonly file: string | null;
  readonly summary?: string;
  /** Everything a request passes, in the order in which it runs. */
  readonly stages: readonly ServedStage[];
  readonly limits: { readonly bodyBytes: number; readonly timeoutMs: number | null };
  /** `params`, `query`, `body`, `headers`, `response 2xx` → JSON Schema. */
  readonly schemas: Readonly<Record<string, object>>;
}

export interface DescribedApp {
  readonly name: string;
  readonly config: { readonly bodyLimit: number };
}

export interface ServedStage {
  /** `onRequest`, `validation`, `before`, `handler`, `transform`, `envelope`, `after`, … */
  readonly stage: string;
  /** The function's name, or what the framework does there. */
  readonly name: string;
  /** Where the project wrote it. Undefined for the framework's own, and when nobody looked it up. */
  readonly at?: SourcePlace;
}

/** The stages of a route: the framework's guards by their moment, between them validation and the route's own. */
export function describeRoute(app: DescribedApp, mounted: MountedRoute, placeOf?: PlaceOf): ServedRoute {
  const { route, guards, pipeline } = mounted;
  const { method, path, stages } = pipeline.describe(placeOf);
  const { summary, timeoutMs = null, bodyLimit = app.config.bodyLimit } = route.options;
  return {
    app: app.name,
    method,
    path,
    from: "project",
    file: route.file,
    ...(summary === undefined ? {} : { summary }),
    stages: [
      ...at(guards, "onRequest"),
      ...at(guards, "preParsing"),
      ...at(guards, "preValidation"),
      ...validation(mounted),
      ...at(guards, "preHandler"),
      ...stages.filter(({ stage }) => stage !== "after"),
      ...at(guards, "onSend"),
      ...stages.filter(({ stage }) => stage === "after"),
    ],
    limits: { bodyBytes: bodyLimit, timeoutMs },
    schemas: schemasOf(route.options),
  };
}

/** A route that the project has no file for. The app's own hooks are in front of it too. */
export function describeOther(app: DescribedApp, route: OtherRoute, guards: readonly MountedGuard[]): ServedRoute {
  const { from, method, path, handler, bodyLimit = app.config.bodyLimit } = route;
  // The hooks of a route are added to those of the project alone.
  const hooks = guards.filter(({ hook }) => hook === undefined);
  const stages = [...at(hooks, "onRequest"), { stage: "handler", name: handler }, ...at(hooks, "onSend")];
  return {
    app: app.name,
    method,
    path,
    from,
    file: null,
    stages,
    limits: { bodyBytes: bodyLimit, timeoutMs: null },
    schemas: {},
  };
}

function at(guards: readonly MountedGuard[], moment: GuardMoment): readonly ServedStage[] {
  return guards.filter((guard) => guard.moment === moment).map(({ name }) => ({ stage: moment, name }));
}

function validation({ route: { options } }: MountedRoute): readonly ServedStage[] {
  const parts = VALIDATED_PARTS.filter((part) => options[part] !== undefined);
  return parts.length === 0 ? [] : [{ stage: "validation", name: parts.join(", ") }];
}

function schemasOf(options: AnyRouteOptions): Readonly<Record<string, object>> {
  const input = VALIDATED_PARTS.flatMap((part) =>
    options[part] === undefined ? [] : [[part, options[part]] as const],
  );
  const output = Object.entries(options.response === undefined ? {} : byStatus(options.response)).map(
    ([status, schema]) => [`response ${status}`, schema],
  );
  return Object.fromEntries([...input, ...output]) as Readonly<Record<string, object>>;
}
