import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import semver from "semver";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

interface PackageJson {
  readonly engines?: { readonly node?: string };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly bin: Readonly<Record<string, string>>;
}

const own = read(join(root, "package.json"));

test.each(Object.keys(own.dependencies))("%s runs on the oldest Node we support", (name) => {
  const engines = read(join(root, "node_modules", name, "package.json")).engines?.node ?? "*";
  expect(semver.satisfies("20.19.0", engines), `${name} wants Node ${engines}`).toBe(true);
});

test("each public door and each bin leads to a file that was built", () => {
  const doors = Object.values(own.exports).flatMap((door) => (typeof door === "string" ? [door] : Object.values(door)));
  for (const file of [...doors, ...Object.values(own.bin)]) expect(existsSync(join(root, file)), file).toBe(true);
});

test("the package.json door is open, for tools that read the version", () => {
  expect(createRequire(join(root, "package.json")).resolve("mega-framework/package.json")).toBe(
    join(root, "package.json"),
  );
});

function read(file: string): PackageJson {
  // The shape of package.json files is npm's; only the fields above are read.
  return JSON.parse(readFileSync(file, "utf8")) as PackageJson;
}
