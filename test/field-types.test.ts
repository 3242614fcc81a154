import { expect, test } from "vitest";

import { FIELD_TYPES as generated } from "../generators/core/field-types.ts";
import { FIELD_TYPES as served } from "../runtime/model/field-types.ts";

// Neither side may import the other: the command line knows no runtime, and the runtime no command line.
test("the command line's field types are the runtime's", () => {
  expect(Object.keys(generated).sort()).toEqual(Object.keys(served).sort());
});
