import { fileURLToPath } from "node:url";
import { defineConfig, type ViteUserConfig } from "vitest/config";

import { LongestFirst } from "./test/setup/longest-first.ts";

const config: ViteUserConfig = defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/setup/build.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // By itself Vitest leaves a core alone, which is half of a machine that has two.
    maxWorkers: "100%",
    sequence: { sequencer: LongestFirst },
    // As they are shipped: each test file loads them anew, and hundreds of modules take ten times as long as one.
    alias: [{ find: /^(kysely|typebox)$/, replacement: fileURLToPath(new URL("dist/vendor/$1.js", import.meta.url)) }],
    server: { deps: { external: [/\/dist\/vendor\//] } },
    coverage: { include: ["bin", "src", "generators", "runtime"] },
  },
});

export default config;
