import { describe, expect, test } from "vitest";

import { FIELD_TYPES } from "../../generators/core/field-types.ts";
import { commands } from "../../src/commands.ts";
import { readCommandLine } from "../../src/program.ts";

function read(line: string): ReturnType<typeof readCommandLine> {
  return readCommandLine(line.split(" ").filter(Boolean), 80);
}

/** The words of an example after `mega`, as a shell takes them: quoted ones are one, and a pipe ends them. */
function wordsOf(example: string): readonly string[] {
  const [words = ""] = example.replace(/^mega /, "").split(" | ");
  return Array.from(words.matchAll(/"([^"]*)"|\S+/g), ([word, quoted]) => quoted ?? word);
}

test("a command line becomes a row of the table with its arguments and flags", () => {
  const { request } = read("scaffold crud post title:string body:text --dry-run --no-views");
  expect(request).toMatchObject({
    kind: "command",
    spec: { path: ["scaffold", "crud"] },
    args: { resource: "post", fields: ["title:string", "body:text"] },
    flags: { dryRun: true, views: false },
  });
});

test("the help of a scaffold names every type and modifier of a field", () => {
  const { request } = read("help scaffold crud");
  const text = request.kind === "help" ? request.text : "";
  const modifiers = Object.values(FIELD_TYPES).flatMap((type) => type.modifiers);
  for (const word of [...Object.keys(FIELD_TYPES), ...modifiers]) expect(text).toMatch(new RegExp(`[ ,]${word}\\b`));
});

test("a flag that may be on or off is neither until it is typed", () => {
  expect(read("scaffold crud post title").request).not.toHaveProperty("flags.views");
});

test("values are parsed by the table", () => {
  expect(read("start --port 0").request).toMatchObject({ flags: { port: 0, migrate: true } });
  expect(read("db rollback --step 3").request).toMatchObject({ flags: { step: 3 } });
});

test("global flags are read before and after the command", () => {
  const off = { json: false, yes: false, quiet: false, debug: false, color: true };
  expect(read("info").global).toEqual(off);
  expect(read("--json info --quiet --no-color --cwd x").global).toEqual({
    ...off,
    json: true,
    quiet: true,
    color: false,
    cwd: "x",
  });
});

test("global flags are known for a mistake too", () => {
  expect(read("nwe --json")).toMatchObject({ global: { json: true }, request: { kind: "mistake" } });
});

test.each(["--version", "-V", "new --version", "--json --version"])("%s asks for the version", (line) => {
  expect(read(line).request).toEqual({ kind: "version" });
});

test.each([
  ["", commands.length],
  ["--help", commands.length],
  ["help", commands.length],
  ["db", 4],
  ["help db", 4],
  ["db --help", 4],
  ["help db migrate", 1],
  ["db migrate -h", 1],
])("`mega %s` shows the help of %i commands", (line, count) => {
  const { request } = read(line);
  expect(request.kind === "help" && request.commands).toHaveLength(count);
});

describe("the command table", () => {
  test("has no command twice, and none that starts another takes a word of its own", () => {
    const names = commands.map((spec) => spec.path.join(" "));
    expect(new Set(names).size).toBe(names.length);
    for (const { path, args = [] } of commands.filter(({ args = [] }) => args.length > 0)) {
      const below = names.filter((other) => other.startsWith(`${path.join(" ")} `));
      expect(below, `${args.length} words may follow ${path.join(" ")}`).toEqual([]);
    }
  });

  test.each(commands.map((spec) => [spec.path.join(" "), spec] as const))(
    "%s loads a module with `run`",
    async (_, spec) => {
      expect((await spec.load()).run).toBeTypeOf("function");
    },
  );

  test.each(commands.map((spec) => [spec.path.join(" "), spec] as const))("the examples of %s are read", (_, spec) => {
    for (const example of spec.examples ?? []) {
      const { request } = readCommandLine(wordsOf(example), 80);
      // Two commands may be the same one by other words: `mega generate adr` is `mega adr new`.
      expect(request).toMatchObject({ kind: "command", spec: { summary: spec.summary } });
    }
  });
});
