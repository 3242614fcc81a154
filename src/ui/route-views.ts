import type { RouteInfo, RouteMatch, RouteStage } from "../../runtime/dev/messages.ts";
import type { Reporter } from "./reporter.ts";
import { tableView } from "./table.ts";

type Colors = Reporter["colors"];

/** A line a route. */
export function routesView(routes: readonly RouteInfo[], colors: Colors): string {
  const several = new Set(routes.map((route) => route.app)).size > 1;
  const rows = routes.map(({ app, method, path, from, file }) => [
    ...(several ? [app] : []),
    method,
    path,
    file ?? colors.dim(from),
  ]);
  return tableView([
    [...(several ? ["APP"] : []), "METHOD", "PATH", "FILE"].map((title) => colors.bold(title)),
    ...rows,
  ]);
}

/** A route with every stage that a request passes, in order. */
export function stagesView({ method, path, from, stages }: RouteInfo, colors: Colors): string {
  const rows = stages.map(({ stage, name, at }) => {
    const owner = stage === "handler" && from !== "project" ? from : "mega";
    return [`  ${stage}`, name, at ? placeText(at) : colors.dim(owner)];
  });
  return `${colors.bold(`${method} ${path}`)}\n${tableView(rows)}`;
}

/** All there is to say of the route that answers a request. */
export function matchView(match: RouteMatch, colors: Colors): string {
  const { app, from, file, summary, params, schemas } = match;
  const facts = [
    ...(summary === undefined ? [] : [["summary", summary]]),
    ["app", app],
    file === null ? ["from", from] : ["file", file],
    ...Object.entries(params).map(([name, value]) => [`:${name}`, value]),
    ...Object.entries(schemas),
    ["limits", limitsText(match)],
  ].map(([name = "", value = ""]) => [`  ${colors.dim(name)}`, value]);
  return `${stagesView(match, colors)}\n\n${tableView(facts)}`;
}

function limitsText({ method, limits: { bodyBytes, timeoutMs } }: RouteMatch): string {
  const time = timeoutMs === null ? "no time limit" : `${timeoutMs} ms`;
  return method === "GET" ? time : `${time}, a body of ${bodyBytes} bytes`;
}

function placeText({ file, line }: NonNullable<RouteStage["at"]>): string {
  return `${file}:${line}`;
}
