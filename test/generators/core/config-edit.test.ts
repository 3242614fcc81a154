import { describe, expect, test } from "vitest";

import { addToConfig, type ConfigAddition } from "../../../generators/core/config-edit.ts";

const FILE = "apps/main/app.config.ts";
const session: ConfigAddition = { callee: "defineAppConfig", keys: { session: "{ ttlMs: 1 }" } };
const before: ConfigAddition = {
  callee: "defineAppConfig",
  imports: [{ name: "loadUser", from: "./middleware/load-user.ts" }],
  members: { before: "loadUser" },
};
const HEAD = 'import { defineAppConfig } from "mega-framework";\n\n';
const file = (object: string): string => `${HEAD}export default defineAppConfig(${object});\n`;

describe("keys", () => {
  test.each([
    ["an empty object", "{}", "{ session: { ttlMs: 1 } }"],
    ["an object on one line", "{ prefix: '/x' }", "{ prefix: '/x', session: { ttlMs: 1 } }"],
    ["an open object", '{\n  prefix: "/x",\n}', '{\n  prefix: "/x",\n  session: { ttlMs: 1 },\n}'],
    ["no comma at the end", '{\n  prefix: "/x"\n}', '{\n  prefix: "/x",\n  session: { ttlMs: 1 },\n}'],
    ["tabs", '{\n\tprefix: "/x",\n}', '{\n\tprefix: "/x",\n\tsession: { ttlMs: 1 },\n}'],
    [
      "comments",
      '{\n  // why\n  prefix: "/x", /* a */ // b\n  // the end\n}',
      '{\n  // why\n  prefix: "/x", /* a */ // b\n  // the end\n  session: { ttlMs: 1 },\n}',
    ],
    [
      "a line that gets too long",
      `{ prefix: "/${"x".repeat(60)}" }`,
      `{\n  prefix: "/${"x".repeat(60)}",\n  session: { ttlMs: 1 },\n}`,
    ],
    ["a spread", "{ ...shared }", "{ ...shared, session: { ttlMs: 1 } }"],
  ])("go into %s", (_what, object, expected) => {
    expect(addToConfig(file(object), session, FILE)).toBe(file(expected));
  });

  test.each(["{ session: false }", '{ "session": { ttlMs: 2 } }', "{\n  session: shared,\n}"])(
    "that are there stay: %s",
    (object) => {
      expect(addToConfig(file(object), session, FILE)).toBe(file(object));
    },
  );
});

test("a list that is there and a key that is not change one object together", () => {
  expect(addToConfig(file("{ before: [other] }"), { ...session, ...before }, FILE)).toContain(
    "defineAppConfig({ before: [other, loadUser], session: { ttlMs: 1 } });",
  );
  expect(addToConfig(file("{\n  before: [other]\n}"), { ...session, ...before }, FILE)).toContain(
    "defineAppConfig({\n  before: [other, loadUser],\n  session: { ttlMs: 1 },\n});",
  );
});

describe("an import", () => {
  const own = 'import { loadUser } from "./middleware/load-user.ts";\n';
  test("that is there stays as it is", () => {
    expect(addToConfig(own + file("{}"), before, FILE)).toBe(own + file("{ before: [loadUser] }"));
  });

  test.each([
    'import { loadUser } from "./users.ts";',
    "const loadUser = () => {};",
    "export const other = 1, loadUser = 2;",
    "function loadUser() {}",
    "class loadUser {}",
  ])("is refused where the name is another thing's: %s", (line) => {
    expect(() => addToConfig(`${line}\n${file("{}")}`, before, FILE)).toThrow(
      `${FILE} cannot be edited: loadUser is the name of something else in it`,
    );
  });

  test("minds no other statement", () => {
    const text = `const { a } = shared;\nexport { a };\nexport default function () {}\nif (a) loadUser();\n${file("{}")}`;
    expect(addToConfig(text.replace("export default function", "void function"), before, FILE)).toContain("[loadUser]");
  });
});

test("a file of one line, without an import and without an end of its line", () => {
  const text = "export default defineAppConfig({ [key]: 1, 5: 2 });";
  expect(addToConfig(text, { ...session, ...before }, FILE)).toBe(
    'import { loadUser } from "./middleware/load-user.ts";\n\n' +
      "export default defineAppConfig({ [key]: 1, 5: 2, session: { ttlMs: 1 }, before: [loadUser] });",
  );
});

describe("members of a list", () => {
  test.each([
    ["{}", "{ before: [loadUser] }"],
    ["{ before: [] }", "{ before: [loadUser] }"],
    ["{ before: [other] }", "{ before: [other, loadUser] }"],
    ["{ before: [loadUser, other] }", "{ before: [loadUser, other] }"],
    ["{ before: [, other], prefix: '/x' }", "{ before: [other, loadUser], prefix: '/x' }"],
    ["{\n  before: [other],\n}", "{\n  before: [other, loadUser],\n}"],
    ["{\n  before: [\n    other, // why\n  ],\n}", "{\n  before: [\n    other,\n    loadUser, // why\n  ],\n}"],
    ["{ before: [\n  other\n] }", "{ before: [\n  other,\n  loadUser\n] }"],
    [`{ before: [${"o".repeat(74)}] }`, `{\n  before: [${"o".repeat(74)}, loadUser],\n}`],
    [`{ before: [${"o".repeat(95)}] }`, `{\n  before: [\n    ${"o".repeat(95)},\n    loadUser,\n  ],\n}`],
    [
      `{\n  before: [${"o".repeat(80)}, b, c],\n}`,
      `{\n  before: [\n    ${"o".repeat(80)},\n    b,\n    c,\n    loadUser,\n  ],\n}`,
    ],
  ])("%s becomes %s", (object, expected) => {
    const text = addToConfig(file(object), before, FILE);
    expect(text.slice(text.indexOf("export"))).toBe(file(expected).slice(HEAD.length));
    expect(text).toContain(
      'import { defineAppConfig } from "mega-framework";\nimport { loadUser } from "./middleware/load-user.ts";\n\n',
    );
  });

  test("cannot go into a list that is somewhere else", () => {
    expect(() => addToConfig(file("{ before: guards }"), before, FILE)).toThrow(
      `${FILE} cannot be edited: \`before\` is no list written in place, so loadUser cannot be added to it`,
    );
  });
});

test("a second run changes nothing", () => {
  const once = addToConfig(file("{}"), { ...session, ...before }, FILE);
  expect(addToConfig(once, { ...session, ...before }, FILE)).toBe(once);
});

test("Windows line ends and letters beyond Latin keep their places", () => {
  const text = `// 설정 😀\r\n${file('{\r\n  prefix: "/글",\r\n}')}`;
  const edited = addToConfig(text, session, FILE);
  expect(edited).toContain('prefix: "/글",\r\n  session: { ttlMs: 1 },\r\n}');
  expect(edited.replace("  session: { ttlMs: 1 },\r\n", "")).toBe(text);
});

test.each([
  ["does not parse", "export default defineAppConfig({ a: }", /cannot be edited: line 1: /],
  [
    "has its config elsewhere",
    "const config = {};\nexport default defineAppConfig(config);",
    /there is no defineAppConfig\(\{ … \}\)/,
  ],
  ["is empty", "", /there is no defineAppConfig/],
])("a file that %s is left alone and named", (_what, text, message) => {
  expect(() => addToConfig(text, session, FILE)).toThrow(message);
});
