import { expect, test } from "vitest";

import { testPlace } from "../../../generators/core/test-place.ts";

test("the tests of the main app lie in test/", () => {
  expect(testPlace({ app: "main" }, 0)).toEqual({ tests: "test", makeApp: "makeApp()", up: "../" });
  expect(testPlace({ app: "main" }, 2, ["clock"])).toEqual({
    tests: "test",
    makeApp: "makeApp({ clock })",
    up: "../../../",
  });
});

test("those of another app in a folder of its own, and ask that app", () => {
  expect(testPlace({ app: "shop" }, 1, ["clock", "routes: [probe]"])).toEqual({
    tests: "test/shop",
    makeApp: 'makeApp({ app: "shop", clock, routes: [probe] })',
    up: "../../../",
  });
});
