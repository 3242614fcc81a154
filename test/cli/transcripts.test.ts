import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { describe, expect, test } from "vitest";

import { cli, emptyProject, temporaryFolder, write } from "./support.ts";

/** Sessions at a fixed clock and width, without a terminal. A changed file under golden/ is a changed interface: read it. */
const sessions: Readonly<Record<string, readonly string[]>> = {
  help: [
    "",
    "--help",
    "help",
    "help new",
    "help db",
    "help db rollback",
    "help scaffold crud",
    "db",
    "start --help",
    "help scaffold crud --json",
  ],
  version: ["--version", "-V", "--version --json"],
  mistakes: [
    "nwe",
    "db migrat",
    "scaffod crud post title",
    "routes --jsn",
    "help db migrat",
    "new --tempalte web",
    "new blog --template wbe",
    "new blog --db postgres",
    "new blog --db oracle",
    "new blog extra",
    "new",
    "new blog",
    "new --yes",
    "new Blog --yes",
    "start --port 99999",
    "db rollback --step none",
    "--cwd nowhere info",
    "routes",
    "routes --json",
    "nwe --json",
    "scaffold crud post title",
  ],
  new: [
    "new blog --yes --no-install --no-git --framework ^1.2.3",
    "new shop --template api --no-install --no-git --framework ^1.2.3 --quiet",
    "new tiny --template minimal --no-install --no-git --framework ^1.2.3 --json",
    "new blog --yes --no-install --no-git --framework ^1.2.3",
    "new taken --yes --no-install --no-git --framework ^1.2.3",
    "new taken --yes --no-install --no-git --framework ^1.2.3 --json",
  ],
};

describe.each(Object.entries(sessions))("transcript %s", (name, lines) => {
  test("is as it was read", async () => {
    using folder = temporaryFolder();
    write(folder.path, "taken/package.json", "{}\n");
    const parts: string[] = [];
    for (const line of lines) parts.push(await record(line, folder.path));
    const golden = fileURLToPath(new URL(`golden/${name}.txt`, import.meta.url));
    await expect(parts.join("\n")).toMatchFileSnapshot(golden);
  });
});

test("transcript documents", async () => {
  using folder = temporaryFolder();
  const outside = ["help openapi", "help client", "help client --json", "openapi", "client --json"];
  const inside = [
    "openapi --app shop",
    "client --app shop --json",
    "client --app ../..",
    "client --out",
    "openapi --format yaml",
    "client extra",
  ];
  const parts: string[] = [];
  for (const line of outside) parts.push(await record(line, folder.path));
  emptyProject(folder.path);
  for (const line of inside) parts.push(await record(line, folder.path));
  await expect(parts.join("\n")).toMatchFileSnapshot(fileURLToPath(new URL("golden/documents.txt", import.meta.url)));
});

test("transcript scaffold", async () => {
  using folder = temporaryFolder();
  emptyProject(folder.path);
  const lines = [
    "scaffold crud post title:string --dry-run",
    "scaffold crud post title:string",
    "scaffold crud post title:string",
    "scaffold crud post title:string body:text",
    "scaffold crud post title:string body:text --dry-run --json",
    "scaffold crud post title:string --force --skip",
    "scaffold crud post title:strng id:txt",
    "scaffold crud ../evil title",
    "scaffold crud post title --app shop",
    "scaffold crud post title --app ../..",
    "scaffold crud",
    "scaffold crud post",
  ];
  const parts: string[] = [];
  for (const line of lines) parts.push(await record(line, folder.path));
  await expect(parts.join("\n")).toMatchFileSnapshot(fileURLToPath(new URL("golden/scaffold.txt", import.meta.url)));
});

test("transcript take-back", async () => {
  using folder = temporaryFolder();
  emptyProject(folder.path);
  const parts: string[] = [];
  const play = async (...lines: readonly string[]): Promise<void> => {
    for (const line of lines) parts.push((await record(line, folder.path)).replaceAll(/\d{8}T\d{9}Z/g, "<run>"));
  };
  await play("history", "history --json", "undo", "redo", "undo --json", "undo nothing");
  await play("scaffold crud post title:string --quiet", "undo --dry-run --json", "undo --dry-run", "undo", "undo");
  await play("redo --dry-run", "redo", "redo");
  write(folder.path, "test/posts.test.ts", "// mine\n");
  await play("undo", "history", "history --json", "redo --quiet");
  write(folder.path, "apps/main/locales/server/en.json", "{}\n");
  write(folder.path, "note.txt", "x\n");
  await play("redo --diff", "undo one two", "undo --stp");
  await expect(parts.join("\n")).toMatchFileSnapshot(fileURLToPath(new URL("golden/take-back.txt", import.meta.url)));
});

test("transcript adr", async () => {
  using folder = temporaryFolder();
  write(folder.path, "src/db/open.ts", "// Kept open: ADR-1.\n\n// ADR-2\n");
  const parts: string[] = [];
  const play = async (...lines: readonly (string | readonly string[])[]): Promise<void> => {
    for (const line of lines) parts.push(await record(line, folder.path));
  };
  await play("adr list", "adr check", "adr show 1", "adr new", ["adr", "new", "Use MySQL", "--dry-run"]);
  await play("adr new Use MySQL --governs src/db/**", "adr new Use Postgres --supersedes 1 --json");
  await play(
    "adr list",
    "adr list --status superseded",
    "adr list --status late",
    "adr list --json",
    "adr show postgres",
  );
  await play("adr check", "adr check --json", ["adr", "check", "--ignore", "src/**"]);
  await play("adr why src/db/open.ts", "adr why src/db/open.ts:3 --json", "adr why src/none.ts", "adr why src");
  await play("adr supersede 1 2", "adr supersede 2 2", ["adr", "link", "2", "Amends", "1", "Amended by"]);
  await play(
    "adr toc",
    "adr graph",
    "adr graph --format dot",
    "adr graph --format svg",
    "adr toc --out docs/adr/README.md",
  );
  await play("adr renumber 2 9", "adr show 2", "adr check", "generate adr Third --status proposed --template madr");
  await play("adr lst", "help adr", "help adr new");
  await expect(parts.join("\n")).toMatchFileSnapshot(fileURLToPath(new URL("golden/adr.txt", import.meta.url)));
});

test("a run of which everything was edited is not undone, and says so", async () => {
  using folder = temporaryFolder();
  emptyProject(folder.path);
  await cli(["scaffold", "crud", "post", "title"], { cwd: folder.path });
  const told = await cli(["history", "--json"], { cwd: folder.path });
  const files = readdirSync(folder.path, { recursive: true, encoding: "utf8" }).filter(
    (path) => /post/.test(path) && path.includes(".ts") && !path.startsWith(".mega"),
  );
  for (const path of files) write(folder.path, path, "// mine\n");
  const undone = await cli(["undo"], { cwd: folder.path });
  expect(undone).toMatchObject({ code: 1, stderr: expect.stringContaining("edited since; nothing was undone") });
  expect(await cli(["history", "--json"], { cwd: folder.path })).toEqual(told);
});

test("transcript generate", async () => {
  using folder = temporaryFolder();
  emptyProject(folder.path);
  const lines = [
    "g",
    "help g route",
    "help g model",
    "help g migration",
    "help g generator",
    "g rout health",
    "g route health --dry-run",
    "g route health",
    "g route health --method get,got",
    "g route Healths",
    "g route other --path /health",
    "g route",
    "g model tag name:strng",
    "g migration add-x-to-tag x",
    "g locale xx",
    "templates",
    "templates list",
    "templates eject route",
    "templates diff",
    "templates eject rout",
  ];
  const parts: string[] = [];
  for (const line of lines) parts.push(await record(line, folder.path));
  await expect(parts.join("\n")).toMatchFileSnapshot(fileURLToPath(new URL("golden/generate.txt", import.meta.url)));
});

/** The command, its result, its talk behind `!`, its exit code. */
async function record(typed: string | readonly string[], cwd: string): Promise<string> {
  const argv = typeof typed === "string" ? typed.split(" ").filter(Boolean) : typed;
  const line = argv.map((word) => (word.includes(" ") ? `"${word}"` : word)).join(" ");
  const { code, stdout, stderr } = await cli(argv, { cwd });
  const talk = stderr
    .split("\n")
    .slice(0, -1)
    .map((row) => `! ${row}`.trimEnd());
  const text = [`$ mega ${line}`.trimEnd(), stdout.trimEnd(), ...talk, `(exit ${code})`].filter((part) => part !== "");
  return `${text.join("\n").replaceAll(cwd, "<cwd>")}\n`;
}
