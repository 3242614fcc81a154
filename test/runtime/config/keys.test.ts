import { expect, test } from "vitest";

import { APP_ONLY_KEYS, CONFIG_KEYS, GLOBAL_ONLY_KEYS } from "../../../runtime/config/keys.ts";
import { pathsOf } from "../../../runtime/config/schema-at.ts";

test("a key lives in one of the two files", () => {
  expect([...GLOBAL_ONLY_KEYS, ...APP_ONLY_KEYS].toSorted()).toEqual(Object.keys(CONFIG_KEYS).toSorted());
});

test.each(Object.entries(CONFIG_KEYS))("%s says what it is for, in a line", (_key, { summary = "" }) => {
  expect(summary).toMatch(/^[a-z`].*[^.]$/);
});

test.each(Object.entries(CONFIG_KEYS))(
  "the variables of %s set properties of it",
  (_key, { schema, variables = {} }) => {
    const paths = pathsOf(schema);
    for (const property of Object.keys(variables)) expect(paths).toContain(property);
  },
);
