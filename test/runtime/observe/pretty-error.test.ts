import { pino } from "pino";
import { expect, test } from "vitest";

import { prettyError } from "../../../runtime/observe/pretty-error.ts";

const ROOT = "/home/me/blog";

function error(message: string, frames: readonly string[], more: object = {}): Error {
  const made = Object.assign(new Error(message), more);
  made.stack = [`Error: ${message}`, ...frames.map((frame) => `    at ${frame}`)].join("\n");
  return made;
}

const pretty = (thrown: Error): string => prettyError(pino.stdSerializers.err(thrown), ROOT);

const OWN = `handler (${ROOT}/apps/main/routes/posts.ts:6:38)`;
const FOREIGN = [`run (${ROOT}/node_modules/fastify/lib/hooks.js:1:1)`, "node:internal/process/task_queues:95:5"];

test("it is its words and the lines of the project", () => {
  const module = `file://${ROOT}/apps/main/models/post.ts:1:1`;
  expect(pretty(error("it broke", [OWN, ...FOREIGN, module]))).toBe(
    "Error: it broke\n    at handler (apps/main/routes/posts.ts:6:38)\n    at apps/main/models/post.ts:1:1",
  );
});

test("without a line of the project all of them are told", () => {
  expect(pretty(error("it broke", FOREIGN))).toBe(`Error: it broke\n    at ${FOREIGN.join("\n    at ")}`);
});

test("a cause is told once", () => {
  const quoted = error("no such table\n  line two", FOREIGN);
  expect(pretty(error("posts cannot be read: no such table\n  line two", [OWN], { cause: quoted }))).toBe(
    "Error: posts cannot be read: no such table\n  line two\n    at handler (apps/main/routes/posts.ts:6:38)",
  );
  expect(pretty(error("posts cannot be read", [OWN], { cause: quoted }))).toBe(
    "Error: posts cannot be read\n    at handler (apps/main/routes/posts.ts:6:38)\ncaused by: Error: no such table\n  line two",
  );
});

test("what else it says of itself is told as well", () => {
  expect(
    pretty(error("it broke", [OWN], { code: "EPIPE", status: 500, info: { table: "posts" }, nothing: null })),
  ).toBe('Error: it broke\n    at handler (apps/main/routes/posts.ts:6:38)\ncode: EPIPE\ninfo: {"table":"posts"}');
});

test("it says nothing to the terminal itself", () => {
  expect(pretty(error("\u001B[2Jbroken\r", [OWN]))).toBe(
    "Error: broken\n    at handler (apps/main/routes/posts.ts:6:38)",
  );
});

test("something without a stack has its type and message", () => {
  expect(prettyError({ type: "Odd", message: "it broke" }, ROOT)).toBe("Odd: it broke");
  expect(prettyError({}, ROOT)).toBe("Error: ");
});
