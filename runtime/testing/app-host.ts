import type { MegaRuntime } from "../boot.ts";
import { MegaError } from "../core/errors.ts";

/**
 * The host by which a test reaches an app: the first of its hosts. Without a name it is the app that takes what no other
 * does, else `main`, else the first. Throws `app_unknown`.
 */
export function hostOfApp({ apps }: Pick<MegaRuntime, "apps">, name?: string): string {
  const named = (wanted: string): MegaRuntime["apps"][number] | undefined => apps.find((app) => app.name === wanted);
  const app =
    name === undefined
      ? (apps.find(({ config }) => config.hosts.length === 0) ?? named("main") ?? apps[0])
      : named(name);
  if (app === undefined)
    throw new MegaError("app_unknown", { app: name ?? "main", apps: apps.map((each) => each.name) });
  const [host = "localhost"] = app.config.hosts;
  return host.replace(/^\*/, "test");
}
