import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

import { emptyFolder, mega } from "./support.ts";

const bin = fileURLToPath(new URL("../../dist/bin/mega.js", import.meta.url));

/** A folder with a project, and `mega` on the path. */
function makeWorld(): { readonly path: string; readonly env: NodeJS.ProcessEnv; [Symbol.dispose](): void } {
  const folder = emptyFolder();
  mkdirSync(join(folder.path, "bin"));
  symlinkSync(bin, join(folder.path, "bin/mega"));
  for (const [file, text] of [
    ["mega.config.ts", "export default {};\n"],
    ["apps/main/app.config.ts", ""],
    ["apps/shop/app.config.ts", ""],
    ["generators/policy.ts", "throw new Error('a key runs nothing');\n"],
    ["docs/adr/0001-$(touch evil).md", "# 1. `touch evil` : \u0007\n"],
    ["a file.json", ""],
  ] as const) {
    mkdirSync(join(folder.path, file, ".."), { recursive: true });
    writeFileSync(join(folder.path, file), text);
  }
  const env = { PATH: `${join(folder.path, "bin")}:${process.env["PATH"]}`, HOME: folder.path, LC_ALL: "C.UTF-8" };
  return { path: folder.path, env, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

type World = ReturnType<typeof makeWorld>;

/** What the shell itself offers for a line whose last word is being typed. */
const shells: Readonly<Record<string, (world: World, words: readonly string[]) => readonly string[]>> = {
  bash: (world, words) =>
    run(world, "bash", [
      "--norc",
      "-c",
      // The builtin that the function calls works only while readline completes, which puts the words on the line as they are:
      // `eval` is the line being entered.
      `compopt() { echo ":$2"; }; source <(mega completion bash); COMP_WORDS=(mega "$@"); COMP_CWORD=$#; _mega; eval "printf '%s\\n' \${COMPREPLY[*]}"`,
      "bash",
      ...words,
    ]),
  zsh: (world, words) =>
    run(world, "zsh", [
      "-f",
      "-c",
      // Stand-ins for what prints on a terminal.
      `compdef() {}; _files() { print -r -- ":default" }; _describe() { print -rl -- "\${(@)\${(@P)4}//(#s)(#m)(*)/$MATCH}" }; source <(mega completion zsh); words=(mega "$@"); CURRENT=$(( $# + 1 )); _mega; true`,
      "zsh",
      ...words,
      // A colon that nothing follows would be shown.
    ]).map((line) => line.split(/(?<!\\):(?=.)/)[0]!.replaceAll("\\:", ":") || line),
  fish: (world, words) =>
    run(world, "fish", [
      "--no-config",
      "-c",
      `mega completion fish | source; complete -C ${fishQuoted(["mega", ...words])}`,
    ]).map((line) => line.split("\t")[0]!),
};

function fishQuoted(words: readonly string[]): string {
  const line = words.map((word, index) =>
    index === 0 || /^[\w./-]*$/.test(word) ? word : `'${word.replaceAll("'", "\\'")}'`,
  );
  return `'${line.join(" ").replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

function run({ path, env }: World, file: string, args: readonly string[]): readonly string[] {
  const { stdout, status, stderr } = spawnSync(file, args, { cwd: path, env, encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
  return stdout.split("\n").filter(Boolean);
}

describe.each(Object.entries(shells))("%s", (shell, offered) => {
  const isThere = spawnSync(shell, ["--version"]).status === 0;

  test.runIf(isThere)("offers commands, flags, values, and the project's own words", () => {
    using world = makeWorld();
    expect(offered(world, ["db", ""])).toEqual(expect.arrayContaining(["migrate", "rollback", "status", "seed"]));
    expect(offered(world, ["new", "--templ"])).toEqual(["--template"]);
    expect(offered(world, ["new", "--template", ""])).toEqual(expect.arrayContaining(["web", "api", "minimal"]));
    expect(offered(world, ["routes", "--app", "s"])).toEqual(["shop"]);
    expect(offered(world, ["g", "pol"])).toEqual(["policy"]);
  });

  test.runIf(isThere)("runs nothing that is typed, nor what files are called", () => {
    using world = makeWorld();
    for (const word of ["$(touch evil)", "`touch evil`", "'; touch evil; '", '"', "\\", "*", "a b"])
      offered(world, [word, ""]);
    expect(offered(world, ["adr", "show", ""])).toEqual(["0001-$(touch evil).md"]);
    expect(existsSync(join(world.path, "evil"))).toBe(false);
  });

  test.runIf(isThere)("leaves files to the shell", () => {
    using world = makeWorld();
    const found = offered(world, ["openapi", "--out", "a"]).join("\n");
    expect(found).toMatch(shell === "fish" ? /a file\.json/ : /:default/);
  });
});

test("a shell that nobody knows is refused", async () => {
  using folder = emptyFolder();
  const { exitCode, stderr } = await mega(["completion", "powershell"], { cwd: folder.path });
  expect([exitCode, stderr]).toEqual([
    2,
    'error: there is no completion for "powershell"\nhint: it is there for bash, zsh, fish',
  ]);
});

test("a key outside of a project, and in one with a broken journal, is no failure", async () => {
  using folder = emptyFolder();
  expect(await mega(["complete", "--", "undo", ""], { cwd: folder.path })).toMatchObject({ exitCode: 0, stdout: "" });
  using world = makeWorld();
  mkdirSync(join(world.path, ".mega/journal/20261123T120000123Z"), { recursive: true });
  expect(await mega(["complete", "--", "undo", ""], { cwd: world.path })).toEqual({
    exitCode: 0,
    stdout: "",
    stderr: "",
  });
});
