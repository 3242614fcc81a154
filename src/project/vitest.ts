import { fileURLToPath } from "node:url";

import type { Plugin } from "vitest/config";

import { findManifest, renderManifest } from "./manifest.ts";

/**
 * The plugin for `vitest.config.ts` that hands the project's files to `makeApp`:
 * `export default defineConfig({ plugins: [mega()] })`.
 */
export function mega(): Plugin {
  let root = "";
  const modules: Readonly<Record<string, () => Promise<string> | string>> = {
    [SETUP]: () => renderSetup(root),
    [MANIFEST]: () => renderManifest(findManifest(root), { specifier: (file) => `${root}/${file}` }),
  };
  return {
    name: "mega",
    enforce: "pre",
    config: () => ({
      test: {
        setupFiles: [SETUP],
        // The first test of a file loads the framework and migrates, which a busy machine takes its time for.
        testTimeout: 20_000,
        // One instance for the project's files and for makeApp, also where the package is a link to a checkout.
        server: { deps: { external: [frameworkFiles()] } },
      },
    }),
    configResolved: (config) => {
      root = config.root;
    },
    resolveId: (id) => Object.keys(modules).find((name) => id === name || id.endsWith(`/${name}`)),
    load: (id) => modules[id]?.(),
  };
}

// Files that are nowhere on the disk: the plugin answers when they are asked for.
const SETUP = "virtual-mega-setup.ts";
const MANIFEST = "virtual-mega-manifest.ts";

/** Leaves the project where makeApp looks for it. */
function renderSetup(root: string): string {
  return [
    `import manifest from ${JSON.stringify(MANIFEST)};`,
    `globalThis[Symbol.for("mega.project")] = { manifest, root: ${JSON.stringify(root)} };`,
  ].join("\n");
}

function frameworkFiles(): RegExp {
  const folder = fileURLToPath(new URL("../..", import.meta.url)).replaceAll("\\", "/");
  return new RegExp(`^${folder.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?:dist/)?runtime/.*\\.js$`);
}
