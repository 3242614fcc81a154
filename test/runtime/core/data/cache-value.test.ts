import { expect, test } from "vitest";

import { copyCacheValue } from "../../../../runtime/core/data/cache-value.ts";

class Money {
  readonly cents = 100;
}

test.each<[unknown, string]>([
  [{ price: new Money() }, "an object of the class Money"],
  [{ price: Object.create(Object.create(null) as object) }, "an object of the class ?"],
])("what cannot be copied is named, whatever it was made by", (value, what) => {
  expect(() => copyCacheValue("key", value)).toThrowError(
    expect.objectContaining({ code: "cache_value_unstorable", message: expect.stringContaining(what) }),
  );
});
