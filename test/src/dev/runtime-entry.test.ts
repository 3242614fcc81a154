import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

import { runtimeEntry } from "../../../src/dev/runtime-entry.ts";

test("a project without its packages is told to install them", async () => {
  const root = await mkdtemp(join(tmpdir(), "mega-entry-"));
  expect(() => runtimeEntry(root)).toThrow(expect.objectContaining({ code: "dependencies_missing" }));
  await rm(root, { recursive: true });
});
