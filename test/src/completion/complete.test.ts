import { describe, expect, test } from "vitest";

import { commands } from "../../../src/commands.ts";
import { complete, type ProjectWords } from "../../../src/completion/complete.ts";

const projectWords: ProjectWords = (kind) => [{ value: `${kind}-of-the-project`, summary: "" }];
const next = (...words: readonly string[]): readonly string[] =>
  complete(words, commands, projectWords).candidates.map(({ value }) => value);
const files = (...words: readonly string[]): boolean => complete(words, commands, projectWords).files;

describe("commands", () => {
  test("the first word, and what may follow it", () => {
    expect(next("")).toEqual(expect.arrayContaining(["new", "generate", "db", "config", "adr", "undo"]));
    expect(next("ad")).toEqual(["adr"]);
    expect(next("db", "")).toEqual(["migrate", "rollback", "status", "seed"]);
    expect(next("config", "")).toEqual(["explain"]);
    expect(next("nonsense", "")).toEqual([]);
  });

  test("short words, other names, and the project's own generators", () => {
    expect(next("g", "con")).toEqual(["controller"]);
    expect(next("g", "gen")).toEqual(["generator", "generators-of-the-project"]);
    expect(next("g", "controller", "--me")).toEqual(["--method"]);
    expect(next("g", "route", "")).toEqual([]);
  });

  test("flags before the words do not hide them", () => {
    expect(next("--json", "db", "mi")).toEqual(["migrate"]);
    expect(next("--cwd", "some/where", "db", "mi")).toEqual(["migrate"]);
  });

  test("words of help", () => {
    expect(next("help", "db", "")).toEqual(["migrate", "rollback", "status", "seed"]);
    expect(next("help", "un")).toEqual(["undo"]);
  });
});

describe("flags", () => {
  test("those of the command and of every command, each once, those that are typed several times again", () => {
    expect(next("new", "--")).toEqual(expect.arrayContaining(["--template", "--no-git", "--json", "--help"]));
    expect(next("new", "--template", "web", "--t")).toEqual([]);
    expect(next("adr", "new", "x", "--governs", "a", "--gov")).toEqual(["--governs"]);
  });

  test("their values", () => {
    expect(next("new", "--template", "")).toEqual(["web", "api", "minimal"]);
    expect(next("new", "--template", "a")).toEqual(["api"]);
    expect(next("routes", "--app", "")).toEqual(["apps-of-the-project"]);
    expect([next("start", "--port", ""), files("start", "--port", "")]).toEqual([[], false]);
    expect(files("openapi", "--out", "")).toBe(true);
    expect(files("--cwd", "")).toBe(true);
  });
});

describe("a value behind an equals sign", () => {
  test("in one word, as zsh and fish hand it over", () => {
    expect(next("new", "--template=")).toEqual(["--template=web", "--template=api", "--template=minimal"]);
    expect(next("new", "--template=a")).toEqual(["--template=api"]);
    expect(next("routes", "--app=apps")).toEqual(["--app=apps-of-the-project"]);
    expect([next("openapi", "--out=a"), files("openapi", "--out=a")]).toEqual([[], true]);
    expect(next("new", "--json=")).toEqual([]);
  });

  test("in three words, as bash does", () => {
    expect(next("new", "--template", "=")).toEqual(["web", "api", "minimal"]);
    expect(next("new", "--template", "=", "a")).toEqual(["api"]);
    expect(next("new", "--template", "=", "api", "--templ")).toEqual([]);
    expect(next("db", "--cwd", "=", "some/where", "mi")).toEqual(["migrate"]);
  });
});

test("arguments", () => {
  expect(next("completion", "")).toEqual(["bash", "zsh", "fish"]);
  expect(next("undo", "")).toEqual(["runs-of-the-project"]);
  expect(next("adr", "link", "3", "Amends", "")).toEqual(["records-of-the-project"]);
  expect(files("adr", "why", "")).toBe(true);
  expect(next("completion", "bash", "")).toEqual([]);
});
