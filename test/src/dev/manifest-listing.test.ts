import { mkdir, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";

import { ManifestListing } from "../../../src/dev/manifest-listing.ts";
import { listManifest } from "../../../src/project/manifest.ts";
import { makeProject, type TestProject } from "./support/project.ts";

let project: TestProject;

beforeEach(async () => {
  project = await makeProject();
});
afterEach(() => project[Symbol.asyncDispose]());

const at = (path: string): string => join(project.root, path);
const soon = (): Date => new Date(Date.now() + 60_000);

test("looks for files again when one has come or gone, wherever that is", async () => {
  const paths = fc.constantFrom(
    "apps/main/routes/a.ts",
    "apps/main/routes/deep/er/b.ts",
    "apps/main/services/s.ts",
    "apps/main/locales/server/ko.json",
    "apps/main/views/posts/show.hbs",
    "apps/admin/app.config.ts",
    "db/migrations/1.ts",
    "db/seeds/s.ts",
  );
  const folders = fc.constantFrom(
    "apps/main/routes",
    "apps/main/routes/deep",
    "apps/main/views",
    "apps/main",
    "db",
    "apps",
  );
  const step = fc.oneof(
    fc.record({ kind: fc.constant("write" as const), path: paths }),
    fc.record({ kind: fc.constant("remove" as const), path: fc.oneof(paths, folders) }),
    fc.record({ kind: fc.constant("away" as const), path: folders }),
    fc.record({ kind: fc.constant("back" as const), path: folders }),
    fc.record({ kind: fc.constant("link" as const), path: folders }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const listing = new ManifestListing(project.root, () => new Date());
      for (const { kind, path } of steps) {
        // What a step cannot do, because of those before it, it leaves.
        if (kind === "write")
          await mkdir(dirname(at(path)), { recursive: true })
            .then(() => writeFile(at(path), "{}"))
            .catch(() => {});
        else if (kind === "remove") await rm(at(path), { recursive: true, force: true }).catch(() => {});
        else if (kind === "away") await rename(at(path), at("away")).catch(() => {});
        else if (kind === "back") await rename(at("away"), at(path)).catch(() => {});
        else await symlink(at("away"), at(path)).catch(() => {});
        expect(listing.files()).toEqual(listManifest(project.root));
      }
    }),
    { numRuns: 100 },
  );
});

test("asks no more than whether a folder has changed", async () => {
  const then = new Date(1_700_000_000_123);
  await utimes(at("apps/main/routes"), then, then);
  const listing = new ManifestListing(project.root, soon);
  const before = listing.files();
  await project.write("apps/main/routes/unseen.ts", "");
  await utimes(at("apps/main/routes"), then, then);
  expect(listing.files()).toBe(before);
  await project.write("apps/main/routes/seen.ts", "");
  expect(listing.files()).toEqual(expect.arrayContaining(["apps/main/routes/seen.ts", "apps/main/routes/unseen.ts"]));
});

test("believes no folder that changed within a tick of the clock of being listed", async () => {
  const listing = new ManifestListing(project.root, () => new Date());
  const now = new Date();
  await utimes(at("apps/main/routes"), now, now);
  listing.files();
  await project.write("apps/main/routes/new.ts", "");
  await utimes(at("apps/main/routes"), now, now);
  expect(listing.files()).toContain("apps/main/routes/new.ts");
});
