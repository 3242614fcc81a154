import type { MegaRuntime } from "../boot.ts";
import { MegaError } from "../core/errors/errors.ts";

type App = MegaRuntime["apps"][number];

/** The app of a name; without one it is the app that takes what no other does, else `main`, else the first. Throws `app_unknown`. */
export function findApp({ apps }: Pick<MegaRuntime, "apps">, name?: string): App {
  const named = (wanted: string): App | undefined => apps.find((app) => app.name === wanted);
  const app =
    name === undefined
      ? (apps.find(({ config }) => config.hosts.length === 0) ?? named("main") ?? apps[0])
      : named(name);
  if (app === undefined)
    throw new MegaError("app_unknown", { app: name ?? "main", apps: apps.map((each) => each.name) });
  return app;
}

/** The host by which a test reaches an app: the first of its hosts. */
export function hostOfApp({ config }: Pick<App, "config">): string {
  const [host = "localhost"] = config.hosts;
  return host.replace(/^\*/, "test");
}
