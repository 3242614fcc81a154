#!/usr/bin/env node
import { run } from "../src/main.ts";

void main();

// A function, because the build makes CommonJS of it, which cannot wait at the top level.
async function main(): Promise<void> {
  process.exitCode = await run(process.argv.slice(2));
}
