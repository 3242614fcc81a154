import type { CommonOptions } from "esbuild";

/** What every module is made with. */
export const MODULE_OPTIONS: CommonOptions = {
  format: "esm",
  platform: "node",
  target: "node20",
  sourcesContent: false,
  keepNames: true,
  logLevel: "silent",
  tsconfigRaw: {},
};
