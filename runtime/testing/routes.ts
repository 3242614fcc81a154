import type { RouteFile } from "../http/routes/define-routes.ts";
import type { Manifest, ManifestFile } from "../manifest.ts";

/** The manifest with the routes of a test in every app, beside those of the project. */
export function withRoutes(routes: readonly RouteFile[], manifest: Manifest): Manifest {
  const files = routes.map((file, index): ManifestFile => {
    return { file: `routes[${index}] of makeApp`, load: () => Promise.resolve({ default: file }) };
  });
  return { ...manifest, apps: manifest.apps.map((app) => ({ ...app, routes: [...app.routes, ...files] })) };
}
