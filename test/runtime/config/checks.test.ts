import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

import { CHECK_NAMES, checkOf } from "../../../runtime/config/checks.ts";
import { CONFIG_KEYS } from "../../../runtime/config/keys.ts";
import * as source from "../../../runtime/index.ts";
import { pathsOf } from "../../../runtime/config/schema-at.ts";
import { appOf } from "./project.ts";
import { fileOf } from "../http/serve.ts";

const TEXTS = ["", "x", "memory", "1 minute", "example.com", "10.0.0.0/8"];
const OBJECTS = [{}, { driver: "x" }, { driver: "memory" }, { main: { driver: "sqlite" } }];

/** What is wrong for most keys, each in its own way; and what is right for some. */
const VALUES: readonly unknown[] = [null, true, -1, 0.5, 80, [], ["x"], [1], () => {}, ...TEXTS, ...OBJECTS];

/** The same, with checks that the build compiled. */
const built = (await import(
  fileURLToPath(new URL("../../../dist/runtime/index.js", import.meta.url))
)) as typeof source;

test.each(Object.entries(CONFIG_KEYS))("the build checks %s as the schema says", async (name, { scope, schema }) => {
  const trees = ["", ...pathsOf(schema)].flatMap((path) => VALUES.map((value) => treeOf(name, path, value)));
  const answers = trees.map(async (tree) => [await answerOf(source, scope, tree), await answerOf(built, scope, tree)]);
  for (const [ofSource, ofBuilt] of await Promise.all(answers)) expect(ofBuilt).toEqual(ofSource);
});

test("a name that a scope does not have is refused by the built check, too", async () => {
  const tree = { servr: { port: 1 }, "key server": 1 };
  const expected = await answerOf(source, "global", tree);
  expect(expected).toMatchObject([{ path: "servr" }, { path: "key server" }]);
  expect(await answerOf(built, "global", tree)).toEqual(expected);
});

test("every key has its check, and what is none is a mistake of ours", () => {
  expect(CHECK_NAMES).toEqual(["global", "app", ...Object.keys(CONFIG_KEYS).map((name) => `key ${name}`)]);
  expect(() => checkOf("key servr")).toThrow("no check of the config is called key servr");
});

/** `{ server: { port: 80 } }` for `server`, `port` and 80. */
function treeOf(name: string, path: string, value: unknown): Record<string, unknown> {
  const keys = [name, ...path.split(".").filter((key) => key !== "")];
  return keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Record<string, unknown>;
}

/** The mistakes of a config, or null. */
async function answerOf(
  { loadAndValidateConfig, isMegaError }: typeof source,
  scope: "global" | "app",
  tree: Record<string, unknown>,
): Promise<unknown> {
  const config = fileOf("mega.config.ts", scope === "global" ? tree : {});
  const manifest = { config, apps: [appOf("main", scope === "app" ? tree : {})] };
  const root = join(import.meta.dirname, "nowhere");
  try {
    await loadAndValidateConfig({ manifest, root, env: {}, mode: "test" });
    return null;
  } catch (error) {
    return isMegaError(error) ? error.details : error;
  }
}
