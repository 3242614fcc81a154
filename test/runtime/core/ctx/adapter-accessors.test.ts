import { expect, test } from "vitest";

import { buildAdapterAccessors, defaultOf } from "../../../../runtime/core/ctx/adapter-accessors.ts";

test("gives what is configured", () => {
  const db = buildAdapterAccessors("databases", { main: 1, archive: 2 });
  expect(db["main"]).toBe(1);
  expect(Object.keys(db)).toEqual(["main", "archive"]);
  expect("nope" in db).toBe(false);
});

test("an alias that is not configured names the key to add and the near spelling", () => {
  const db = buildAdapterAccessors("databases", { main: 1 });
  expect(() => db["mian"]).toThrowError(
    expect.objectContaining({
      code: "alias_missing",
      message: "There is no `mian` in `databases`; did you mean `main`?",
      hint: "Add `databases.mian` to mega.config.ts.",
    }),
  );
  expect(() => buildAdapterAccessors("databases", {})["main"]).toThrowError("there is none yet");
});

test("the default is main, or the only one", () => {
  const of = (values: Record<string, number>): number =>
    defaultOf(buildAdapterAccessors("databases", values) as { main: number });
  expect(of({ archive: 2, main: 1 })).toBe(1);
  expect(of({ archive: 2 })).toBe(2);
  expect(() => of({ archive: 2, other: 3 })).toThrowError("`main`");
});
