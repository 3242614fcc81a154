import { expect, test } from "vitest";

import { CliError, cliErrors } from "../../src/errors.ts";

test("an error takes its exit code, message and hint from the table", () => {
  const error = new CliError("port_taken", { port: 3000, owner: { name: "node", pid: 42 } });
  expect(error).toMatchObject({ code: "port_taken", exitCode: 1, message: "port 3000 is taken by node (pid 42)" });
  expect(error.hint).toContain("--port");
});

test("the owner of a port may be unknown", () => {
  expect(new CliError("port_taken", { port: 3000 }).message).toBe("port 3000 is taken");
});

test("a long list of paths is cut", () => {
  const paths = ["a", "b", "c", "d", "e", "f", "g"];
  expect(new CliError("conflicts", { paths }).message).toContain("a, b, c, d, e and 2 more are there");
});

test("the cause is kept", () => {
  const cause = new Error("why");
  expect(new CliError("stopped", { at: "x" }, { cause }).cause).toBe(cause);
});

test("codes are snake_case, and every exit code is one of the four", () => {
  for (const [code, row] of Object.entries(cliErrors)) {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect([1, 2, 70, 130]).toContain(row.exit);
  }
});
