import { expect, test } from "vitest";

import { coverBody, coverHeaders, coverParameters } from "../../../../runtime/dev/inspect/cover.ts";

test("headers that carry secrets are covered, and passwords within addresses", () => {
  expect(
    coverHeaders([
      ["Cookie", "session=1"],
      ["Authorization", "Bearer x"],
      ["X-Api-Key", "k"],
      ["Referer", "http://a:b@localhost/?token=t"],
      ["Accept", "text/html"],
    ]),
  ).toEqual([
    ["Cookie", "[redacted]"],
    ["Authorization", "[redacted]"],
    ["X-Api-Key", "[redacted]"],
    ["Referer", "http://a:[redacted]@localhost/?token=[redacted]"],
    ["Accept", "text/html"],
  ]);
});

test("fields of a body that are named like secrets are covered at any depth", () => {
  const body = {
    title: "x",
    user: { email: "a@b.c", newPassword: "p" },
    keys: [{ apiToken: "t", passwordAgain: "p" }],
  };
  expect(coverBody(body)).toEqual({
    title: "x",
    user: { email: "a@b.c", newPassword: "[redacted]" },
    keys: "[redacted]",
  });
  expect(coverBody([{ title: "x", passwordAgain: "p" }])).toEqual([{ title: "x", passwordAgain: "[redacted]" }]);
});

test("parameters are cut, and counted no further than is shown", () => {
  const values = ["short", "x".repeat(100), 7, null, true, new Date(0), Buffer.from("abc"), { a: 1 }, 10n];
  expect(coverParameters("insert into posts", values, 20)).toEqual([
    '"short"',
    `"${"x".repeat(59)}…"`,
    "7",
    "null",
    "true",
    "1970-01-01T00:00:00.000Z",
    "3 bytes",
    "object",
    "10",
  ]);
  expect(coverParameters("select", values, 2)).toHaveLength(2);
});

test.each(["password_hash", "reset_token", "secret", "session_id", "api_key", "salt"])(
  "of a query that names %s no text is shown",
  (column) => {
    const sql = `update users set ${column} = ? where id = ?`;
    expect(coverParameters(sql, ["$argon2id$abc", 5, { a: "b" }], 20)).toEqual(["[redacted]", "5", "[redacted]"]);
  },
);
