import type { CommandResult, ProjectCommandInput } from "../command.ts";
import { runTask } from "../dev/run-task.ts";
import { CliError } from "../errors.ts";
import { findApp } from "../project/apps.ts";
import { matchView, routesView, stagesView } from "../ui/route-views.ts";

/** `mega routes`, `mega routes --all`, `mega routes --verbose`, `mega routes GET /api/posts/1` */
export async function run(input: ProjectCommandInput): Promise<CommandResult> {
  const { args, flags, project } = input;
  const words = (args["request"] ?? []) as readonly string[];
  const named = flags["app"] as string | undefined;
  const app = named === undefined ? undefined : findApp(project.root, named);
  return words.length === 0 ? listRoutes(input, app) : explainRequest(input, { ...parseRequest(words), app });
}

interface Request {
  readonly method: string | undefined;
  readonly path: string;
}

async function listRoutes(input: ProjectCommandInput, app: string | undefined): Promise<CommandResult> {
  const { ui, flags } = input;
  const places = flags["verbose"] === true;
  const routes = await runTask(input, { task: "routes", args: { places, app, all: flags["all"] === true } });
  if (routes.length === 0) return { data: { routes }, text: "no routes" };
  const text = places
    ? routes.map((route) => stagesView(route, ui.colors)).join("\n\n")
    : routesView(routes, ui.colors);
  return { data: { routes }, text };
}

async function explainRequest(
  input: ProjectCommandInput,
  { method, path, app }: Request & { readonly app: string | undefined },
): Promise<CommandResult> {
  const { matches, near } = await runTask(input, { task: "routes.find", args: { method, path, app } });
  const request = method === undefined ? path : `${method} ${path}`;
  if (matches.length === 0) throw new CliError("route_missing", { request, near });
  const views = matches.map((match) => matchView(match, input.ui.colors));
  const text = near.length === 0 ? views : [...views, `no route of its own; the nearest: ${near.join(", ")}`];
  return { data: { matches, near }, text: text.join("\n\n") };
}

/** `GET /api/posts/1`, or a path alone. */
function parseRequest(words: readonly string[]): Request {
  const [first = "", second, ...rest] = words;
  const [method, path] = second === undefined ? [undefined, first] : [first.toUpperCase(), second];
  if (rest.length > 0 || !path.startsWith("/") || (method !== undefined && !/^[A-Z]+$/.test(method))) {
    const problem = `"${words.join(" ")}" is no request: it takes a method and a path, such as GET /api/posts/1, or a path alone`;
    throw new CliError("wrong_usage", { problem, command: "routes" });
  }
  return { method, path };
}
