import { expect, expectTypeOf, test } from "vitest";

import { ERRORS } from "../../../../runtime/core/errors/error-table.ts";
import { isMegaError, MegaError } from "../../../../runtime/core/errors/errors.ts";
import * as classes from "../../../../runtime/core/errors/http-errors.ts";

test("an error reads its line of the table", () => {
  const error = new MegaError("port_taken", { port: 3000 });
  expect(error).toMatchObject({
    code: "port_taken",
    status: 500,
    message: "Port 3000 is taken by another process.",
    isPublic: false,
  });
  expect(error.hint).toContain("--port");
  expect(isMegaError(error)).toBe(true);
});

test.each([
  [new MegaError("listen_failed", { address: ":80", reason: "no right" }), "Cannot listen on :80: no right", undefined],
  [
    new MegaError("test_manifest_missing", {}),
    "makeApp() found no project.",
    expect.stringContaining("vitest.config.ts"),
  ],
])("%s", (error, message, hint) => {
  expect(error).toMatchObject({ message, isPublic: false });
  expect(error.hint).toEqual(hint);
});

test("the cause is kept", () => {
  const cause = new Error("EADDRINUSE");
  expect(new MegaError("port_taken", { port: 1 }, { cause }).cause).toBe(cause);
  expect(Object.hasOwn(new MegaError("port_taken", { port: 1 }), "cause")).toBe(false);
});

test("not found names entity and id", () => {
  const error = new classes.MegaNotFoundError("post", { id: 7 });
  expect(error).toMatchObject({ name: "MegaNotFoundError", code: "not_found", status: 404, isPublic: true });
  expect(error.message).toBe("There is no post with the id 7.");
  expect(new classes.MegaNotFoundError("page").message).toBe("There is no such page.");
});

test("a failed precondition names the version there is", () => {
  const error = new classes.MegaPreconditionFailedError("post", { id: 7, version: 3 });
  expect(error).toMatchObject({
    status: 412,
    message: "The post with the id 7 was changed meanwhile: its version is 3 now.",
  });
});

test("a validation error carries its details", () => {
  const details = [{ path: "/title", rule: "required", message: "`title` is required", params: {} }];
  expect(new classes.MegaValidationError(details)).toMatchObject({
    status: 422,
    code: "validation_failed",
    details,
    message: "`title` is required.",
  });
});

test("a project's own code and message", () => {
  const error = new classes.MegaConflictError("The invoice is paid.", { code: "invoice_paid", details: [1] });
  expect(error).toMatchObject({ status: 409, code: "invoice_paid", message: "The invoice is paid.", details: [1] });
});

test("every class of a status has a message of its own and its status", () => {
  for (const [name, Class] of Object.entries(classes)) {
    if (/NotFound|PreconditionFailed|Validation|MissingReference/.test(name)) continue;
    const error = new (Class as new () => MegaError)();
    expect(error.name).toBe(name);
    expect(error.message).toMatch(/^[A-Z].*\.$/);
    expect(error.status).toBe(ERRORS[error.code as keyof typeof ERRORS].status);
  }
});

test("server failures are not public unless a project says so by status", () => {
  expect(new classes.MegaServiceUnavailableError("The search is down.").isPublic).toBe(true);
  expect(new classes.MegaInternalError("secret").isPublic).toBe(false);
  expect(new MegaError("database_unreachable", { alias: "main", reason: "/secret/path" }).isPublic).toBe(false);
});

test("types: each code has its own params", () => {
  // @ts-expect-error the port is missing
  expect(() => new MegaError("port_taken", {})).not.toThrow();
  expectTypeOf(MegaError<"port_taken">).toBeConstructibleWith("port_taken", { port: 3000 });
});

test("a missing reference names its fields", () => {
  const error = new classes.MegaMissingReferenceError(["authorId", "postId"]);
  expect(error).toMatchObject({
    status: 422,
    details: [{ path: "/authorId", rule: "reference" }, { path: "/postId" }],
  });
});
