import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { cli, emptyProject, temporaryFolder, write, type CliOutcome } from "./support.ts";

test("a copy of a template wins, is compared, and goes with undo", async () => {
  using folder = temporaryFolder();
  emptyProject(folder.path);
  const mega = (line: string): Promise<CliOutcome> => cli(line.split(" "), { cwd: folder.path });
  const read = (path: string): string => readFileSync(join(folder.path, path), "utf8");

  expect((await mega("templates diff")).stdout).toBe("the project has no templates of its own\n");
  const dry = await mega("templates eject test --dry-run --json");
  expect(JSON.parse(dry.stdout)).toMatchObject({
    data: { generator: "test", dryRun: true, changes: [{ path: "templates/test/test.hbs", state: "new" }] },
  });
  expect((await mega("templates eject test")).code).toBe(0);
  expect((await mega("templates diff test")).stdout).toBe("templates/test/test.hbs: ejected, unchanged\n");

  write(
    folder.path,
    "templates/test/test.hbs",
    read("templates/test/test.hbs").replace("toBe(200)", "toBeLessThan(400)"),
  );
  const { stdout } = await mega("templates diff");
  expect(stdout).toContain("templates/test/test.hbs: ejected, changed by you\n--- a/templates/test/test.hbs");
  expect(stdout).toContain("\n-  expect(answer.status).toBe(200);\n+  expect(answer.status).toBeLessThan(400);\n");
  const json = JSON.parse((await mega("templates diff --json")).stdout) as { data: { templates: object[] } };
  expect(json.data.templates).toMatchObject([{ generator: "test", file: "test.hbs", state: "yours" }]);
  expect((await mega("templates list")).stdout).toMatch(/^test {2,}test\.hbs {2,}ejected, changed by you$/m);

  expect((await mega("g test checkout")).code).toBe(0);
  expect(read("test/checkout.test.ts")).toContain("toBeLessThan(400)");
  expect((await mega("templates eject test")).code).toBe(1);
  expect((await mega("undo")).code).toBe(0);
  expect(() => read("test/checkout.test.ts")).toThrow("ENOENT");
});

test("templates of crud, of the model in it, and of accounts win too", async () => {
  using folder = temporaryFolder();
  emptyProject(folder.path);
  for (const [path, text] of [
    ["store/seed", "---\nto: db/seeds/{{entity.flatFiles}}.ts\n---\n// own seed\n"],
    ["model/model", "---\nto: apps/{{app}}/models/{{entity.file}}.ts\n---\n// own model\n"],
    ["auth/service-mail", "---\nto: apps/{{app}}/services/mail.ts\n---\n// own mail\n"],
  ] as const) {
    write(folder.path, `templates/${path}.hbs`, text);
  }
  write(folder.path, "apps/main/app.config.ts", "export default defineAppConfig({});\n");
  expect(await cli(["scaffold", "crud", "post", "title"], { cwd: folder.path })).toMatchObject({ code: 0 });
  expect(await cli(["g", "auth"], { cwd: folder.path })).toMatchObject({ code: 0 });
  const read = (path: string): string => readFileSync(join(folder.path, path), "utf8");
  expect(read("db/seeds/posts.ts")).toBe("// own seed\n");
  expect(read("apps/main/models/post.ts")).toBe("// own model\n");
  expect(read("apps/main/services/mail.ts")).toBe("// own mail\n");
});

test("a broken template is told with file and line, and nothing is written", async () => {
  using folder = temporaryFolder();
  emptyProject(folder.path);
  write(folder.path, "templates/test/test.hbs", "---\nto: test/{{name.file}}.ts\n---\n\n{{nmae}}\n");
  const { code, stderr } = await cli(["g", "test", "checkout"], { cwd: folder.path });
  expect(code).toBe(1);
  expect(stderr).toContain("error: templates/test/test.hbs:5: the variable nmae is missing");
});
