import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseSync } from "oxc-parser";
import { expect, test } from "vitest";

import { generators } from "../../generators/table.ts";
import { cli, emptyProject, temporaryFolder, write } from "./support.ts";

const HOSTILE = [
  ..."../x ../../etc/passwd /etc/passwd C:\\x ..\\x . .. ./x a/../b a//b /a a/ ~ ~/x".split(" "),
  "\0",
  "a\0b",
  "a\nb",
  "a\r\nimport fs",
  "a\u2028b",
  "\u202Egpj.exe",
  "\uFEFFa",
  "ａ",
  "日本語",
  "é",
  "🦄",
  "a b",
  " a",
  "",
  "   ",
  "`touch pwned`",
  "$(touch pwned)",
  "${process.exit()}",
  "{{x}}",
  "{{{x}}}",
  "{{#each this}}",
  '"; process.exit(); "',
  "'); evil('",
  "*/ evil() /*",
  "--> <script>",
  "</script>",
  "<b>bold</b>",
  "a;b",
  "a|b",
  "a&b",
  "%00",
  "%2e%2e%2f",
  "con",
  "aux",
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "class",
  "await",
  "-",
  "-x",
  "--",
  "--force",
  "1",
  "0x10",
  "Infinity",
  "x".repeat(65),
  "x".repeat(10_000),
  "a/".repeat(500) + "b",
  ".env",
  ".git/hooks/pre-commit",
  "node_modules/x",
] as const;

/** What belongs to the hostile word, as the generator's own arguments. */
const CALLS: Readonly<Record<string, (word: string) => readonly (readonly string[])[]>> = {
  route: (word) => [[word], ["ok", "--path", word], ["ok", "--path", `/${word}`], ["ok", "--method", word]],
  model: (word) => [
    [word, "title"],
    ["thing", word],
    ["thing", `x:${word}`],
    ["thing", `x:enum:a,${word}`],
    ["thing", `x:string:default=${word}`],
    ["thing", `x:ref:${word}`],
  ],
  migration: (word) => [
    [word],
    [`create-${word}`],
    [`add-${word}-to-things`, "x"],
    ["add-x-to-things", word],
    [`add-x-to-${word}`, "x"],
    ["add-x-to-things", `x:string:default=${word}`],
  ],
  locale: (word) => [[word], ["de", "--from", word]],
  auth: (word) => [["--app", word]],
};
const crud: (word: string) => readonly (readonly string[])[] = (word) => [
  [word, "title"],
  ["thing", `x:string:default=${word}`, `kind:enum:a,${word}`],
  ["thing", `x:text:default=${word}`],
  ["thing", `x:json:default={"a":${JSON.stringify(word)}}`],
  ["thing", "title", "--owner", word],
];

const COMMANDS: readonly (readonly [command: string, argsOf: (word: string) => readonly (readonly string[])[]])[] = [
  ...Object.keys(generators).map((name) => [`g ${name}`, CALLS[name] ?? ((word: string) => [[word]])] as const),
  ["scaffold crud", crud],
  ["templates eject", (word) => [[word], ["route", word]]],
  ["templates diff", (word) => [[word]]],
];

test.each(COMMANDS)(
  "mega %s refuses hostile words with a code, or they do no harm",
  { timeout: 120_000 },
  async (command, argsOf) => {
    using folder = temporaryFolder();
    const outside = dirname(folder.path);
    for (const word of HOSTILE) {
      for (const args of argsOf(word)) {
        const argv = command.split(" ").concat(args);
        // Each into a project of its own, so that no word profits from what another one has made.
        using own = temporaryFolder("project");
        emptyProject(own.path);
        write(own.path, "apps/main/app.config.ts", "export default defineAppConfig({});\n");
        write(own.path, "apps/main/views/layout.hbs", "<nav></nav>\n");
        write(own.path, "apps/main/locales/server/en.json", "{}\n");
        write(
          own.path,
          "apps/main/models/thing.ts",
          'export const Thing = defineModel("things", { title: field.string() });\n',
        );
        const { code, stdout } = await cli([...argv, "--json"], { cwd: own.path });
        const shown = JSON.stringify(argv).slice(0, 200);
        expect([0, 1, 2], `${shown}: ${stdout}`).toContain(code);
        if (stdout.trim() !== "") expect(() => JSON.parse(stdout), shown).not.toThrow();
        expect(readdirSync(dirname(own.path)), shown).toEqual(["project"]);
        expect(existsSync(join(own.path, "pwned")), shown).toBe(false);
        if (code === 0) expectReadable(own.path, shown);
      }
    }
    expect(readdirSync(outside)).toEqual(["cli"]);
  },
);

/** Every file is where files go, and its code is code. */
function expectReadable(root: string, shown: string): void {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const entry of files) {
    const file = join(entry.parentPath, entry.name);
    if (file.includes("/.mega/")) continue;
    expect(file.slice(root.length), shown).toMatch(/^\/[A-Za-z0-9_./-]+$/);
    if (!file.endsWith(".ts")) continue;
    const { errors } = parseSync(file, readFileSync(file, "utf8"));
    expect(errors, `${shown}: ${file}`).toEqual([]);
  }
}
