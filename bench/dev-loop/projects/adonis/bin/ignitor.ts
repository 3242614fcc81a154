import "reflect-metadata";
import { Ignitor } from "@adonisjs/core";

const root = new URL("../", import.meta.url);

export const ignitor = new Ignitor(root, {
  importer: (path) => import(/^\.\.?\//.test(path) ? new URL(path, root).href : path),
}).tap((app) => {
  app.booting(async () => {
    await import("#start/env");
  });
  app.listen("SIGTERM", () => app.terminate());
});
