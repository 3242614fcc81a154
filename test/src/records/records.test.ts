import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { cli, type CliOutcome, temporaryFolder, write } from "../../cli/support.ts";

const record = (title: string, status = "Accepted"): string =>
  `# ${title}\n\nDate: 2026-11-27\n\n## Status\n\n${status}\n\n## Decision\n\nWhat.\n`;

interface Told {
  readonly dir: string;
  readonly records: readonly { readonly ref: string }[];
  readonly findings: readonly { readonly rule: string; readonly file: string; readonly line: number }[];
}

async function told(cwd: string, ...argv: readonly string[]): Promise<Told> {
  const { stdout } = await cli([...argv, "--json"], { cwd });
  return (JSON.parse(stdout) as { readonly data: Told }).data;
}

describe("where the records lie", () => {
  test.each(["docs/adr", "doc/adr", "docs/decisions", "docs/adrs"])(
    "in %s, also seen from a folder below",
    async (dir) => {
      using folder = temporaryFolder();
      write(folder.path, `${dir}/0001-a.md`, record("1. A"));
      write(folder.path, `${dir}/README.md`, "# Records\n");
      mkdirSync(join(folder.path, `${dir}/0002-folder.md`));
      mkdirSync(join(folder.path, ".git"));
      mkdirSync(join(folder.path, "src/deep"), { recursive: true });
      expect(await told(join(folder.path, "src/deep"), "adr", "list")).toMatchObject({
        dir,
        records: [{ ref: "ADR-1" }],
      });
    },
  );

  test("where a file .adr-dir says, which wins", async () => {
    using folder = temporaryFolder();
    write(folder.path, "docs/adr/0001-a.md", record("1. A"));
    write(folder.path, ".adr-dir", "architecture/records\n");
    expect(await told(folder.path, "adr", "list")).toMatchObject({ dir: "architecture/records", records: [] });
    await cli(["adr", "new", "B"], { cwd: folder.path });
    expect((await told(folder.path, "adr", "list")).records).toHaveLength(1);
  });

  test.each(["doc/adr", "records"])("in %s, adr-tools' own, its spelling is kept", async (dir) => {
    using folder = temporaryFolder();
    if (dir === "records") write(folder.path, ".adr-dir", "records\n");
    write(folder.path, `${dir}/0001-a.md`, record("1. A"));
    write(folder.path, `${dir}/0002-b.md`, record("2. B"));
    await cli(["adr", "supersede", "1", "2"], { cwd: folder.path });
    const { stdout } = await cli(["adr", "show", "1"], { cwd: folder.path });
    expect(stdout).toContain("## Status\n\nSuperceded by [2. B](0002-b.md)\n\n## Decision");
  });

  test("a folder that is called .adr-dir says nothing", async () => {
    using folder = temporaryFolder();
    mkdirSync(join(folder.path, ".adr-dir"));
    expect(await told(folder.path, "adr", "list")).toMatchObject({ dir: "docs/adr", records: [] });
  });

  test("a file .adr-dir that leads out of the project is refused", async () => {
    using folder = temporaryFolder();
    write(folder.path, ".adr-dir", "../elsewhere");
    const outcome = await cli(["adr", "new", "B"], { cwd: folder.path });
    expect(outcome).toMatchObject({ code: 1, stderr: expect.stringContaining("leads out of the project") });
  });

  test("in docs/adr of the project where there are none yet", async () => {
    using folder = temporaryFolder();
    write(folder.path, "mega.config.ts", "export default {};\n");
    mkdirSync(join(folder.path, "apps/main"), { recursive: true });
    const made = await cli(["adr", "new", "Use Postgres"], { cwd: join(folder.path, "apps/main") });
    expect(made.stdout).toBe("new       docs/adr/0001-use-postgres.md\n");
    // A generator's run like any other.
    const undone = await cli(["undo"], { cwd: folder.path });
    expect(undone.stdout).toContain("removed   docs/adr/0001-use-postgres.md");
  });
});

describe("in a git repository", () => {
  function git(cwd: string, ...args: readonly string[]): void {
    const who = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"];
    execFileSync("git", [...who, ...args], { cwd, stdio: "ignore" });
  }

  test("a decision that was merged is not rewritten, what git ignores is not looked at", async () => {
    using folder = temporaryFolder();
    const { path } = folder;
    git(path, "init");
    write(path, ".gitignore", "built/\n");
    write(path, "docs/adr/0001-a.md", record("1. A"));
    write(path, "docs/adr/0002-b.md", record("2. B", "Proposed"));
    write(path, "built/x.js", "// ADR-9\n");
    git(path, "add", ".");
    git(path, "commit", "-m", "x");
    expect((await told(path, "adr", "check")).findings).toEqual([]);

    git(path, "checkout", "-b", "mine");
    write(path, "docs/adr/0001-a.md", record("1. A").replace("What.", "What else."));
    write(path, "docs/adr/0002-b.md", record("2. B").replace("What.", "What else."));
    write(path, "src/new.ts", "// ADR-8\n");
    const rules = async (): Promise<readonly string[]> =>
      (await told(path, "adr", "check")).findings.map(({ rule, file, line }) => `${rule} ${file}:${line}`);
    const found = ["text_changed docs/adr/0001-a.md:11", "reference_broken src/new.ts:1"];
    expect(await rules()).toEqual(found);
    git(path, "commit", "-a", "-m", "y");
    expect(await rules()).toEqual(found);
  });

  test("what counts is the text with which a record was accepted on the main branch, there too", async () => {
    using folder = temporaryFolder();
    // A project below the folder of the repository.
    const path = join(folder.path, "packages/shop");
    write(path, "mega.config.ts", "export default {};\n");
    const commit = (): void => {
      git(path, "add", ".");
      git(path, "commit", "-m", "x");
    };
    const changed = async (...argv: readonly string[]): Promise<readonly string[]> =>
      (await told(path, "adr", "check", ...argv)).findings.map(({ file, line }) => `${file}:${line}`);
    git(folder.path, "init");
    // With letters that git quotes.
    write(path, "docs/adr/0001-ä.md", record("1. A", "Proposed"));
    write(path, "docs/adr/0002-b.md", record("2. B"));
    commit();
    write(path, "docs/adr/0001-ä.md", record("1. A").replace("What.", "Better."));
    commit();
    expect(await changed()).toEqual([]);
    write(path, "docs/adr/0001-ä.md", record("1. A").replace("What.", "Another."));
    write(path, "docs/adr/0002-b.md", record("2. B", "Deprecated"));
    commit();
    expect(await changed()).toEqual(["docs/adr/0001-ä.md:11"]);
    expect(await changed("--ignore", "docs/adr/0001-*")).toEqual([]);
    write(path, "docs/adr/0001-ä.md", record("1. A").replace("What.", "Better."));
    expect(await changed()).toEqual([]);
    commit();
    expect(await changed()).toEqual([]);
    // One that is made anew under an old name is another one.
    git(path, "rm", "-q", "docs/adr/0002-b.md");
    git(path, "commit", "-m", "x");
    write(path, "docs/adr/0002-b.md", record("2. C"));
    commit();
    expect(await changed()).toEqual([]);
    // What others have accepted since this branch started is none of its changes.
    git(path, "checkout", "-b", "mine", "HEAD~5");
    expect(await changed()).toEqual([]);
  });

  test("the journal is not looked at where nobody ignores it", async () => {
    using folder = temporaryFolder();
    git(folder.path, "init");
    write(folder.path, "docs/adr/0001-a.md", record("1. A"));
    write(folder.path, "docs/adr/0002-b.md", `${record("2. B")}\nAs ADR-1 says.\n`);
    expect((await cli(["adr", "supersede", "1", "2"], { cwd: folder.path })).code).toBe(0);
    expect((await told(folder.path, "adr", "check")).findings).toEqual([]);
  });

  test("outside a project a record is taken back too, and git sees nothing of the journal", async () => {
    using folder = temporaryFolder();
    const { path } = folder;
    git(path, "init");
    const untracked = (): string =>
      execFileSync("git", ["ls-files", "-o", "--exclude-standard"], { cwd: path }).toString();
    expect(await cli(["undo"], { cwd: path })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("works inside a project"),
    });
    expect((await cli(["adr", "new", "A"], { cwd: path })).code).toBe(0);
    expect(untracked()).toBe("docs/adr/0001-a.md\n");
    expect((await cli(["history"], { cwd: path })).stdout).toContain("mega adr new A");
    expect(await cli(["undo"], { cwd: path })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("removed   docs/adr/0001-a.md"),
    });
    expect(untracked()).toBe("");
    expect((await cli(["redo"], { cwd: path })).code).toBe(0);
    expect(untracked()).toBe("docs/adr/0001-a.md\n");
  });

  test("files that git lists and that are gone are no failure", async () => {
    using folder = temporaryFolder();
    git(folder.path, "init");
    write(folder.path, "a.ts", "// ADR-1\n");
    git(folder.path, "add", ".");
    execFileSync("rm", ["a.ts"], { cwd: folder.path });
    expect((await cli(["adr", "check"], { cwd: folder.path })).code).toBe(0);
  });
});

test("without git, packages and builds are not looked at, nor documents, pictures and large files", async () => {
  using folder = temporaryFolder();
  const { path } = folder;
  for (const file of ["node_modules/x/a.js", "dist/a.js", "README.md", "docs/guide.md", "a.png", "package-lock.json"])
    write(path, file, "ADR-9\n");
  writeFileSync(join(path, "large.ts"), `// ADR-9\n${"x".repeat(1_000_001)}`);
  write(path, "src/a.ts", "// ADR-9\n");
  expect((await told(path, "adr", "check")).findings).toMatchObject([{ file: "src/a.ts", line: 1 }]);
});

test.each(["x", "1e3", "-1", "1.5", "0x10", "1234567"])("%j is no number for a record", async (number) => {
  using folder = temporaryFolder();
  write(folder.path, "docs/adr/0001-a.md", record("1. A"));
  const outcome = await cli(["adr", "renumber", "1", "--", number], { cwd: folder.path });
  expect(outcome).toMatchObject({ code: 2, stderr: expect.stringContaining(JSON.stringify(number)) });
});

test("renumbering reaches documents", async () => {
  using folder = temporaryFolder();
  write(folder.path, "docs/adr/0001-a.md", record("1. A"));
  write(folder.path, "docs/guide.md", "[why](adr/0001-a.md), ADR-1\n");
  await cli(["adr", "renumber", "1", "7"], { cwd: folder.path });
  const { stdout } = await cli(["adr", "why", "docs/guide.md", "--json"], { cwd: folder.path });
  expect(JSON.parse(stdout)).toMatchObject({ data: { decisions: [{ ref: "ADR-7" }] } });
});

test("a title is asked for on a terminal", async () => {
  using folder = temporaryFolder();
  const outcome: CliOutcome = await cli(["adr", "new"], {
    cwd: folder.path,
    answers: [[/title of the record/, "Use Postgres\r"]],
  });
  expect(outcome.stdout).toContain("docs/adr/0001-use-postgres.md");
});
