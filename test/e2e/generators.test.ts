import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { FIELD_TYPES } from "../../generators/core/field-types.ts";
import { cli } from "../cli/support.ts";
import { command, expectTypesRight, mega, newProject } from "./support.ts";

/** Names that mean something to TypeScript, Node, Vitest, the framework or a file system, and names at the edges of what fits. */
const TRICKY = [
  ..."app apps test tests expect make-app answer probe route routes reply request fastify model field row table schema type".split(
    " ",
  ),
  ..."define-routes define-model mega mega-service service services array object-key map set error number2 string-list".split(
    " ",
  ),
  ..."is as of get async await-all keyof never-mind console process buffer global-this document window node".split(" "),
  ..."to-string value-of has-own-property prototype length name id2 created-at version-two index home health live".split(
    " ",
  ),
  ..."a ab x1 news series people children data-point http-server ios-app s3-bucket admin/x admin/a/b/c z/test".split(
    " ",
  ),
  `long-${"x".repeat(59)}`,
  `${"deep/".repeat(11)}end`,
  `${"ab-".repeat(21)}c`,
];
const letters = fc.stringMatching(/^[a-z]{2,9}$/);
const words = fc.array(letters, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("-"));
const RANDOM = fc.sample(
  fc.oneof(
    words,
    fc.tuple(letters, words).map((parts) => parts.join("/")),
  ),
  { numRuns: 10, seed: 7 },
);

/** A field of every type, under names that mean something elsewhere. */
const FIELDS = Object.keys(FIELD_TYPES)
  .filter((type) => type !== "ref")
  .map((type) => `${type}_value:${type}${type === "enum" ? ":one,two" : ""}`);

class Project {
  readonly #cwd: string;
  /** What was made, by generator. */
  readonly made = new Map<string, string[]>();

  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  /** Makes it, or is told in one line why the name will not do; anything else is a bug. */
  async make(generator: string, name: string, ...more: readonly string[]): Promise<boolean> {
    const argv = generator === "crud" ? ["scaffold", "crud", name, ...more] : ["generate", generator, name, ...more];
    const { code, stdout } = await cli([...argv, "--json"], { cwd: this.#cwd });
    const answer = JSON.parse(stdout) as { readonly error?: { readonly code: string } };
    if (code === 0) this.made.set(generator, [...(this.made.get(generator) ?? []), name]);
    else
      expect(
        ["name_refused", "name_taken", ...(name === "home" ? ["conflicts"] : [])],
        `${argv.join(" ")}: ${stdout}`,
      ).toContain(answer.error?.code);
    return code === 0;
  }

  async tool(name: string, ...args: readonly string[]): Promise<void> {
    const outcome = await command(`${this.#cwd}/node_modules/.bin/${name}`, args, { cwd: this.#cwd });
    expect(outcome.exitCode, `${name}:\n${outcome.stdout}\n${outcome.stderr}`).toBe(0);
  }

  async mega(...args: readonly string[]): Promise<void> {
    const outcome = await mega(args, { cwd: this.#cwd });
    expect(outcome.exitCode, `${args.join(" ")}:\n${outcome.stdout}\n${outcome.stderr}`).toBe(0);
  }
}

const TEMPLATES = ["web", "api", "minimal"] as const;

describe.each(TEMPLATES)("a %s project with hundreds of generated pieces", (template) => {
  test("is typed, linted and formatted, and its tests pass", { timeout: 300_000 }, async () => {
    using folder = await newProject(template);
    const project = new Project(folder.path);
    // Each name in one of the templates: what differs between them shows with a few.
    const ofTemplate = (_: string, index: number): boolean => TEMPLATES[index % TEMPLATES.length] === template;
    const names = [...TRICKY, ...RANDOM].filter(ofTemplate);
    for (const name of names) {
      for (const generator of ["route", "service", "middleware", "plugin", "test"]) {
        const flags = generator === "route" ? ["--method", "get,post,delete", "--path", `/r/${name}/:id`] : [];
        await project.make(generator, name, ...flags);
      }
      if (await project.make("model", `m-${name.replaceAll("/", "-")}`.slice(0, 40), ...FIELDS)) {
        const table = `m-${name.replaceAll("/", "-")}`.slice(0, 40);
        await project.make(
          "migration",
          `add-more-to-${table}`,
          "extra:string:unique",
          "rank:integer:index",
          "flag:boolean",
        );
      }
    }
    for (const name of TRICKY.slice(0, 21).filter(ofTemplate))
      await project.make("crud", `c-${name}`.replaceAll("/", "-"), "title", "body:text:optional");
    await project.make("generator", "access-policy");
    await project.make("access-policy", "admin/Example");
    for (const tag of ["de", "pt-BR", "ja"]) await project.make("locale", tag);
    const counts = [...project.made].map(([, names]) => names.length);
    expect(Math.min(...counts.slice(0, 6))).toBeGreaterThan(names.length / 2);

    await project.tool("oxfmt", "--check");
    await project.tool("oxlint", "--deny-warnings");
    await expectTypesRight(folder.path);
    const sample = [...project.made].flatMap(([generator, names]) =>
      ["route", "service", "middleware", "plugin", "model"].includes(generator)
        ? names.filter((_, index) => index % 16 === 0).map((name) => `${FOLDERS[generator]}/${name}.test.ts`)
        : [],
    );
    // Each of them boots the whole project, whose hundreds of modules are loaded once for all this way.
    await project.tool("vitest", "run", "--no-isolate", "test/generators/access-policy.test.ts", ...sample);
    await project.mega("db", "migrate");
    await project.mega("db", "rollback", "--step", "200");
  });
});

const FOLDERS: Readonly<Record<string, string>> = {
  route: "test/routes",
  service: "test/services",
  middleware: "test/middleware",
  plugin: "test/plugins",
  model: "test/models",
};
