import * as fc from "fast-check";
import { expect, test } from "vitest";

import { byDriver, object, orFalse } from "../../../runtime/config/key.ts";
import { defaultsWithin } from "../../../runtime/config/schema-defaults.ts";
import { layOver, leavesOf, valueAt, type Tree } from "../../../runtime/config/tree.ts";

const number = (value: number): object => ({ type: "integer", default: value });

const schema = object({
  plain: { type: "string" },
  port: number(3000),
  inner: object({ a: number(1), deep: object({ b: number(2) }) }),
  store: byDriver({ file: { dir: { type: "string", default: "data" } }, memory: { max: number(7) } }),
  entries: { type: "object", additionalProperties: orFalse(object({ size: number(9) })) },
});

test.each<[Tree, Tree]>([
  [{}, { port: 3000 }],
  [{ port: 1 }, { port: 3000 }],
  [{ inner: {} }, { port: 3000, inner: { a: 1 } }],
  [{ inner: { deep: {} } }, { port: 3000, inner: { a: 1, deep: { b: 2 } } }],
  [{ inner: "x", entries: [] }, { port: 3000 }],
  [{ store: { driver: "file" } }, { port: 3000, store: { dir: "data" } }],
  [{ store: { driver: "memory", dir: "x" } }, { port: 3000, store: { max: 7 } }],
  [{ store: { driver: "floppy" } }, { port: 3000 }],
  [{ store: {} }, { port: 3000 }],
  [{ entries: { a: {}, b: false, c: { size: 1 } } }, { port: 3000, entries: { a: { size: 9 }, c: { size: 9 } } }],
  [{ unknown: { size: 1 } }, { port: 3000 }],
])("%j has the defaults %j", (given, expected) => {
  expect(defaultsWithin(schema, given)).toEqual(expected);
});

test("what is said stays, whatever it is, and a second time adds nothing", () => {
  const name = fc.constantFrom("port", "inner", "deep", "store", "driver", "entries", "__proto__", "constructor");
  const { tree } = fc.letrec<{ tree: Tree; value: unknown }>((tie) => ({
    value: fc.oneof({ depthSize: "small" }, fc.integer(), fc.constantFrom("file", "memory", false, null), tie("tree")),
    tree: fc.dictionary(name, tie("value"), { maxKeys: 4 }) as fc.Arbitrary<Tree>,
  }));
  fc.assert(
    fc.property(tree, (given) => {
      const before = structuredClone(given);
      const filled = layOver(defaultsWithin(schema, given), given) as Tree;
      for (const [path, value] of leavesOf(given))
        if (typeof value !== "object") expect(valueAt(filled, path)).toBe(value);
      expect(layOver(defaultsWithin(schema, filled), filled)).toEqual(filled);
      expect(given).toEqual(before);
    }),
    { numRuns: 500 },
  );
});
