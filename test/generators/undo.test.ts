import * as fc from "fast-check";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

import { planNewRecord } from "../../generators/adr/new-record.ts";
import { appPlan } from "../../generators/app.ts";
import { planAuth } from "../../generators/auth.ts";
import { applyChanges, applyWrites } from "../../generators/core/apply.ts";
import { comparePlan } from "../../generators/core/compare.ts";
import { parseFields } from "../../generators/core/fields.ts";
import { readRuns } from "../../generators/core/journal/read.ts";
import { parseEntityName } from "../../generators/core/names.ts";
import type { Plan } from "../../generators/core/plan.ts";
import { renderTemplates } from "../../generators/core/render.ts";
import { findRedo, findUndo } from "../../generators/core/undo/find-run.ts";
import { type History, historyOf, isGenerated } from "../../generators/core/undo/history.ts";
import { planTakeBack, writesOf } from "../../generators/core/undo/take-back.ts";
import { crudPlan } from "../../generators/crud.ts";
import { generators } from "../../generators/table.ts";
import type { CliContext } from "../../src/context.ts";
import { readBook } from "../../src/records/read-book.ts";
import { readFacts } from "../../generators/core/read-facts.ts";

/** What a person does to files outside of what a generator wrote there. */
const edits: readonly { readonly path: string; readonly edit: (text: string, mark: string) => string }[] = [
  {
    path: "apps/main/locales/server/en.json",
    edit: (text, mark) => text.replace(/\n}\n$/, `,\n  "${mark}": "at the end"\n}\n`),
  },
  { path: "apps/main/locales/server/en.json", edit: (text, mark) => text.replace("{\n", `{\n  "${mark}": "first",\n`) },
  {
    path: "apps/main/locales/server/ko.json",
    edit: (text, mark) => text.replace('  "home": {\n', `  "home": {\n    "${mark}": "안에",\n`),
  },
  {
    path: "apps/main/app.config.ts",
    edit: (text, mark) => text.replace("export default", `// ${mark}\nexport default`),
  },
  { path: "apps/main/app.config.ts", edit: (text, mark) => `${text}// ${mark}\n` },
  { path: "apps/main/views/layout.hbs", edit: (text, mark) => text.replace("</body>", `  <!-- ${mark} -->\n</body>`) },
  { path: "apps/main/views/layout.hbs", edit: (text, mark) => `{{!-- ${mark} --}}\n${text}` },
  { path: "notes.md", edit: (text, mark) => `${text}- ${mark}\n` },
  { path: "db/seeds/mine.ts", edit: (text, mark) => `${text}// ${mark}\n` },
];

type Step =
  | { readonly do: "scaffold"; readonly name: string; readonly views: boolean }
  | { readonly do: "auth" }
  | { readonly do: "route"; readonly name: string }
  | { readonly do: "decide"; readonly title: string; readonly supersedes: boolean }
  | { readonly do: "edit"; readonly which: number }
  | { readonly do: "undo"; readonly which: number }
  | { readonly do: "redo"; readonly which: number };

const which = fc.nat({ max: 20 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant("scaffold" as const),
    name: fc.constantFrom("post", "comment", "admin/tag"),
    views: fc.boolean(),
  }),
  fc.record({ do: fc.constant("auth" as const) }),
  fc.record({ do: fc.constant("route" as const), name: fc.constantFrom("health", "admin/report") }),
  fc.record({
    do: fc.constant("decide" as const),
    title: fc.constantFrom("Use Postgres", "Use Redis", "Drop both"),
    supersedes: fc.boolean(),
  }),
  fc.record({ do: fc.constant("edit" as const), which: fc.nat({ max: edits.length - 1 }) }),
  fc.record({ do: fc.constant("undo" as const), which }),
  fc.record({ do: fc.constant("redo" as const), which }),
);

test("whatever was generated, edited, undone and redone in between, undoing all leaves the edits alone", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 14 }), async (steps) => {
      using folder = makeProject();
      using alone = makeProject();
      const world = new World(folder.path, { unique: false });
      for (const [index, one] of steps.entries()) {
        await world.take(one, index);
        if (one.do === "edit") edit(alone.path, one.which, index);
      }
      await world.undoAll();
      expect(treeOf(folder.path)).toEqual(treeOf(alone.path));
    }),
    { numRuns: 30 },
  );
});

test("redoing all brings every run again", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), async (steps) => {
      using folder = makeProject();
      const world = new World(folder.path, { unique: true });
      // A text that a person put behind a generated one comes to stand before it.
      const own = steps.filter((it) => it.do !== "edit");
      for (const [index, one] of own.entries()) await world.take(one, index);
      const before = treeOf(folder.path);
      const { undone } = world.history();
      await world.undoAll();
      await world.redoAllBut(undone);
      expect(treeOf(folder.path)).toEqual(before);
    }),
    { numRuns: 15 },
  );
});

class World {
  readonly #cwd: string;
  readonly #unique: boolean;
  #now = Date.UTC(2026, 10, 23, 12);

  /** `unique`: no two records have one name, so that none takes the place of another. */
  constructor(cwd: string, { unique }: { readonly unique: boolean }) {
    this.#cwd = cwd;
    this.#unique = unique;
  }

  async take(step: Step, index: number): Promise<void> {
    switch (step.do) {
      case "scaffold":
        return this.#generate(await this.#crud(step.name, step.views));
      case "auth":
        return this.#generate(await this.#auth());
      case "route":
        return this.#generate(await this.#route(step.name));
      case "decide":
        return this.#generate(this.#decision(this.#unique ? `${step.title} ${index}` : step.title, step.supersedes));
      case "edit":
        return edit(this.#cwd, step.which, index);
      case "undo":
        return this.#takeBack("undo", step.which);
      case "redo":
        return this.#takeBack("redo", step.which);
    }
  }

  /** The last one first, as a row of `mega undo` does. */
  async undoAll(): Promise<void> {
    while (this.#active().length > 0) await this.#one("undo");
  }

  async redoAllBut(undone: ReadonlySet<string>): Promise<void> {
    while (this.history().undone.size > undone.size) await this.#one("redo");
  }

  history(): History {
    return historyOf(readRuns(this.#cwd));
  }

  #active(): readonly string[] {
    const { runs, undone } = this.history();
    return runs.filter((run) => isGenerated(run) && !undone.has(run.id)).map(({ id }) => id);
  }

  async #takeBack(direction: "undo" | "redo", which: number): Promise<void> {
    const ids = direction === "undo" ? this.#active() : [...this.history().undone];
    if (ids.length > 0) await this.#one(direction, ids[which % ids.length]);
  }

  async #one(direction: "undo" | "redo", id?: string): Promise<void> {
    const history = this.history();
    const run = direction === "undo" ? findUndo(history, id) : findRedo(history, id);
    const plan = await planTakeBack({ run, direction }, history, this.#cwd);
    // A redo keeps what another run has made in a file's place since.
    const kept = plan.files.filter((file) => file.kept !== null).map((file) => `${file.path}: ${file.kept}`);
    if (direction === "undo") expect(kept).toEqual([]);
    const { writes, head } = writesOf(plan);
    applyWrites(writes, { ...head, command: `mega ${direction}`, now: this.#tick() }, this.#cwd);
  }

  async #crud(name: string, views: boolean): Promise<Plan> {
    const entity = parseEntityName(name);
    const facts = await this.#facts();
    const fields = parseFields(["title", "body:text"], { entity, facts });
    return crudPlan(
      { command: `mega scaffold crud ${name}`, entity, fields, owner: null, views },
      facts,
      renderTemplates,
    );
  }

  async #auth(): Promise<Plan> {
    const input = { args: {}, flags: { views: true }, facts: await this.#facts(), render: renderTemplates };
    return { command: "mega g auth", ...planAuth(input) };
  }

  async #route(name: string): Promise<Plan> {
    const args = { name, fields: [] };
    const planning = { args, flags: {}, facts: await this.#facts(), render: renderTemplates };
    return { command: `mega g route ${name}`, ...(await generators["route"]!.plan(planning)) };
  }

  /** A new record; where it supersedes the first one, that is edited, by a function. */
  #decision(title: string, supersedes: boolean): Plan {
    const book = readBook({ cli: { cwd: this.#cwd } as CliContext, project: { root: this.#cwd, name: "blog" } });
    const [first] = book.records;
    const input = { title, now: this.#tick(), ...(supersedes && first ? { supersedes: [first.file] } : {}) };
    return { command: "mega adr new", ...planNewRecord(input, book, renderTemplates) };
  }

  async #generate(plan: Plan): Promise<void> {
    const changes = await comparePlan(plan, { cwd: this.#cwd });
    await applyChanges(
      changes.filter(({ state }) => state !== "conflict"),
      { cwd: this.#cwd, command: plan.command, now: this.#tick() },
    );
  }

  #facts(): ReturnType<typeof readFacts> {
    return readFacts({ root: this.#cwd, name: "blog" }, { app: "main", now: this.#tick() });
  }

  #tick(): Date {
    this.#now += 1500;
    return new Date(this.#now);
  }
}

function edit(cwd: string, which: number, index: number): void {
  const { path, edit: change } = edits[which]!;
  const file = join(cwd, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, change(readIfThere(file), `mark${index}`));
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

const plan = appPlan({
  command: "mega new blog",
  name: "blog",
  template: "web",
  framework: "^0.1.0",
  packageManager: "npm",
  now: new Date(2026, 10, 23),
  secret: "0123456789abcdef0123456789abcdef",
});

function makeProject(): { readonly path: string; [Symbol.dispose](): void } {
  const path = mkdtempSync(join(tmpdir(), "mega-undo-"));
  for (const operation of plan.operations) {
    if (operation.kind !== "create") continue;
    mkdirSync(dirname(join(path, operation.path)), { recursive: true });
    writeFileSync(join(path, operation.path), operation.content);
  }
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Every file and folder, the journal aside. */
function treeOf(cwd: string): Readonly<Record<string, string | null>> {
  const entries = readdirSync(cwd, { recursive: true, withFileTypes: true })
    .map((entry): [string, string | null] => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(cwd.length + 1), entry.isDirectory() ? null : readFileSync(path, "utf8")];
    })
    .filter(([path]) => !path.startsWith(".mega"));
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
