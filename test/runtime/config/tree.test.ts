import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { mergeLayers } from "../../../runtime/config/layers.ts";
import { isTree, layOver, leavesOf, valueAt, type Tree } from "../../../runtime/config/tree.ts";

const name = fc.constantFrom("a", "b", "c", "__proto__", "constructor", "toString");
const leaf = fc.oneof(
  fc.integer(),
  fc.string(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.integer(), { maxLength: 2 }),
);
const { tree } = fc.letrec<{ tree: Tree; value: unknown }>((tie) => ({
  value: fc.oneof({ depthSize: "small" }, leaf, tie("tree")),
  tree: fc.dictionary(name, tie("value"), { maxKeys: 4 }) as fc.Arbitrary<Tree>,
}));

describe("laying one tree over another", () => {
  test("what the upper one says is so; what it does not say stays", () => {
    fc.assert(
      fc.property(tree, tree, (lower, upper) => {
        const merged = layOver(lower, upper) as Tree;
        for (const [path, value] of leavesOf(upper)) {
          // An empty tree says that there is a tree, and nothing of what is in it.
          if (isTree(value)) expect(isTree(valueAt(merged, path))).toBe(true);
          else expect(valueAt(merged, path)).toEqual(value);
        }
        const said = leavesOf(upper).map(([path]) => path);
        for (const [path, value] of leavesOf(lower)) {
          const isSaid = said.some((other) => `${path}.`.startsWith(`${other}.`) || other.startsWith(`${path}.`));
          if (!isSaid) expect(valueAt(merged, path)).toEqual(value);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("nothing twice is the same as once, in any grouping", () => {
    fc.assert(
      fc.property(tree, tree, tree, (a, b, c) => {
        expect(layOver(a, a)).toEqual(a);
        expect(layOver({}, a)).toEqual(a);
        expect(layOver(a, {})).toEqual(a);
        const isApart = leavesOf(b).every(([, value]) => isTree(value));
        if (isApart) expect(layOver(layOver(a, b), c)).toEqual(layOver(a, layOver(b, c)));
      }),
    );
  });

  test("neither is changed, nor handed out, nor any prototype", () => {
    fc.assert(
      fc.property(tree, tree, (lower, upper) => {
        const before = structuredClone([lower, upper]);
        const merged = layOver(lower, upper) as Record<string, unknown>;
        merged["a"] = "changed";
        for (const value of Object.values(merged))
          if (isTree(value)) (value as Record<string, unknown>)["a"] = "changed";
        expect([lower, upper]).toEqual(before);
        expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
        expect(({} as { a?: unknown }).a).toBeUndefined();
      }),
    );
  });

  test("undefined says nothing", () => {
    expect(layOver({ a: 1, b: { c: 2 } }, { a: undefined, b: { c: undefined, d: undefined } })).toEqual({
      a: 1,
      b: { c: 2 },
    });
    expect(Object.keys(layOver({}, { a: undefined }) as Tree)).toEqual([]);
  });

  test("what a class or a function made is one value", () => {
    const url = new URL("http://a.b");
    const fn = (): number => 1;
    const merged = layOver({ a: { b: 1 }, c: { d: 1 } }, { a: url, c: fn }) as Tree;
    expect(merged["a"]).toBe(url);
    expect(merged["c"]).toBe(fn);
  });
});

test("of layers, a key that is whole replaces what is below it", () => {
  const keys = { whole: { scope: "app", schema: {}, isWhole: true }, deep: { scope: "app", schema: {} } } as const;
  const layer = (resolved: Tree): { resolved: Tree } => ({ resolved });
  expect(
    mergeLayers(
      [layer({ whole: { a: 1 }, deep: { a: { b: 1 } } }), layer({ whole: { c: 1 }, deep: { a: { d: 1 } } }), layer({})],
      keys,
    ),
  ).toEqual({ whole: { c: 1 }, deep: { a: { b: 1, d: 1 } } });
  expect(mergeLayers([layer({ deep: { a: 1 } }), layer({ deep: false }), layer({ deep: { b: 1 } })], keys)).toEqual({
    deep: { b: 1 },
  });
});
