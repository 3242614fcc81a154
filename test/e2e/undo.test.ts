import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { mega, newProject, printed, startMega } from "./support.ts";

interface Told {
  readonly runs: readonly { readonly id: string; readonly command: string; readonly state: string }[];
}

test("a run whose migration is applied is not undone before that is taken back", async () => {
  using project = await newProject("web");
  const at = { cwd: project.path };
  const json = async (...args: readonly string[]): Promise<{ ok: boolean; error?: { code: string; hint: string } }> =>
    JSON.parse((await mega([...args, "--json"], at)).stdout) as never;
  await mega(["scaffold", "crud", "post", "title"], at);
  await mega(["scaffold", "crud", "comment", "body", "post:ref:post"], at);
  const { data } = (await json("history")) as unknown as { readonly data: Told };
  const post = data.runs.find(({ command }) => command.includes("crud post"))!.id;
  await mega(["db", "migrate"], at);

  const refused = await json("undo", post);
  expect(refused).toMatchObject({ ok: false, error: { code: "migrations_applied" } });
  expect(refused.error?.hint).toContain("`mega db rollback --step 2`");
  // The dry run only looks.
  expect(await json("undo", "--dry-run")).toMatchObject({ ok: true });

  await mega(["db", "rollback", "--step", "1"], at);
  expect(await json("undo")).toMatchObject({ ok: true, data: { command: expect.stringContaining("crud comment") } });
  expect(await json("undo")).toMatchObject({ ok: false, error: { code: "migrations_applied" } });

  const config = readFileSync(join(project.path, "mega.config.ts"), "utf8");
  writeFileSync(join(project.path, "mega.config.ts"), `${config}\nsyntax error`);
  expect(await json("undo")).toMatchObject({ ok: false, error: { code: "migrations_unknown" } });
  writeFileSync(join(project.path, "mega.config.ts"), config);

  // Whoever removes the database removes its tables.
  rmSync(join(project.path, "data"), { recursive: true });
  expect(await json("undo")).toMatchObject({ ok: true });
  await mega(["redo"], at);
  await mega(["db", "migrate"], at);
  expect(await json("undo", "--force")).toMatchObject({ ok: true });
});

test("what `mega start` has migrated by itself counts too", async () => {
  using project = await newProject("web");
  const at = { cwd: project.path };
  await mega(["scaffold", "crud", "post", "title"], at);
  const server = startMega(["start", "--port", "0"], at);
  await printed(server, /http:\/\/\S+/);
  server.kill();
  const { exitCode, stderr } = await mega(["undo"], at);
  expect(stderr).toContain("is applied to the database; nothing was undone");
  expect(exitCode).toBe(1);
});

test("two commands at once: one writes, the other says so", async () => {
  using project = await newProject("web");
  const at = { cwd: project.path };
  const names = ["post", "tag", "note", "page"];
  const outcomes = await Promise.all(names.map((name) => mega(["scaffold", "crud", name, "title"], at)));
  const done = outcomes.filter(({ exitCode }) => exitCode === 0).length;
  expect(done).toBeGreaterThanOrEqual(1);
  for (const { exitCode, stderr } of outcomes) {
    if (exitCode !== 0) expect(stderr).toContain("another mega command is writing in");
  }
  const { data } = JSON.parse((await mega(["history", "--json"], at)).stdout) as { readonly data: Told };
  expect(data.runs.filter(({ command }) => command.includes("crud"))).toHaveLength(done);
});

test("`mega undo` after a run was cut off puts back that run alone, and says so", async () => {
  using project = await newProject("web");
  const at = { cwd: project.path };
  await mega(["scaffold", "crud", "post", "title"], at);
  await mega(["scaffold", "crud", "tag", "title"], at);
  // As a kill leaves it between the last file and the mark.
  const { data } = JSON.parse((await mega(["history", "--json"], at)).stdout) as { readonly data: Told };
  const { id } = data.runs.at(-1)!;
  const file = join(project.path, ".mega/journal", id, "run.json");
  writeFileSync(file, readFileSync(file, "utf8").replace('"applied"', '"planned"'));
  mkdirSync(join(project.path, ".mega/journal"), { recursive: true });
  writeFileSync(join(project.path, ".mega/journal/open"), id);

  const undone = await mega(["undo", "--json"], at);
  expect(JSON.parse(undone.stdout)).toMatchObject({
    ok: true,
    data: { run: null, command: "mega scaffold crud tag title" },
  });
  const after = JSON.parse((await mega(["history", "--json"], at)).stdout) as { readonly data: Told };
  expect(after.data.runs.map(({ state }) => state)).toEqual(["applied", "applied"]);
  expect((await mega(["undo"], at)).stdout).toContain("took back: mega scaffold crud post title");
});
