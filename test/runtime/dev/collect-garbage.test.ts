import v8 from "node:v8";
import { expect, test } from "vitest";

import { collectYoungGarbage } from "../../../runtime/dev/collect-garbage.ts";

test("young garbage is gone, and the project sees nothing of how", () => {
  let garbage: unknown = Array.from({ length: 50_000 }, (_, at) => ({ at }));
  expect(garbage).toHaveLength(50_000);
  garbage = null;
  const before = youngBytes();
  collectYoungGarbage();
  expect(youngBytes()).toBeLessThan(before);
  expect(globalThis.gc).toBeUndefined();
});

function youngBytes(): number {
  return v8.getHeapSpaceStatistics().find(({ space_name: name }) => name === "new_space")?.space_used_size ?? NaN;
}
