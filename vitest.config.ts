import { defineConfig, type ViteUserConfig } from "vitest/config";

import { LongestFirst } from "./test/setup/longest-first.ts";

const config: ViteUserConfig = defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/setup/build.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What is awaited comes late on a busy machine.
    expect: { poll: { timeout: 20_000 } },
    // By itself Vitest leaves a core alone, which is half of a machine that has two.
    maxWorkers: "100%",
    // As a project is loaded while it is developed.
    execArgv: ["--experimental-vm-modules"],
    // No module of mega keeps what one test could leave behind for another, and loading them all anew for each file takes
    // longer than its tests do.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    setupFiles: process.argv.includes("--coverage") ? ["test/setup/hold-debugger.ts"] : [],
    // Of what runs in the tests' own processes: the commands that tests start are not counted.
    coverage: {
      include: ["src/**/*.ts", "generators/**/*.ts", "runtime/**/*.ts"],
      exclude: ["test/**"],
      reporter: ["text-summary"],
      thresholds: {
        lines: 90,
        branches: 85,
        "generators/core/**/*.ts": { lines: 100, branches: 100 },
        "runtime/core/**/*.ts": { lines: 100, branches: 100 },
      },
    },
  },
});

export default config;
