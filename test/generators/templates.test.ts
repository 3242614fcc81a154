import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

import { checkTemplateFolder, compareTemplates, ejectPlan, TEMPLATE_FOLDERS } from "../../generators/templates.ts";

const builtIn = new Map([
  ["model.hbs", "---\nto: model.ts\n---\n"],
  ["test.hbs", "---\nto: test.ts\n---\n"],
]);
const eject = (...files: readonly string[]) => ejectPlan({ generator: "crud", files, builtIn, version: "1.0.0" });

test("the folders are those of the generators", () => {
  const folders = readdirSync(fileURLToPath(new URL("../../templates", import.meta.url)));
  expect(TEMPLATE_FOLDERS).toEqual(folders.filter((name) => name !== "new" && name !== "client").sort());
});

test("all templates of a generator are copied, or those that are named", () => {
  expect(eject().map(({ path }) => path)).toEqual(["templates/crud/model.hbs", "templates/crud/test.hbs"]);
  expect(eject("test", "test.hbs").map(({ path }) => path)).toEqual(["templates/crud/test.hbs"]);
});

test.each(["tset", "../crud/test", "", "\0", "test.hbs/.."])("there is no template %j", (file) => {
  expect(() => eject(file)).toThrow(expect.objectContaining({ code: "template_missing" }));
});

test("a generator without templates is told, with the near one", () => {
  expect(() => checkTemplateFolder("crud")).not.toThrow();
  expect(() => checkTemplateFolder("curd")).toThrow(expect.objectContaining({ hint: "did you mean crud?" }));
  expect(() => checkTemplateFolder("../new")).toThrow(expect.objectContaining({ code: "template_missing" }));
});

test("copies are held against today's templates", () => {
  const copies = new Map([
    ["model.hbs", eject("model")[0]!.content],
    ["extra.hbs", "---\nto: extra.ts\n---\n"],
  ]);
  expect(compareTemplates("crud", copies, builtIn)).toEqual([
    {
      generator: "crud",
      file: "model.hbs",
      state: "same",
      builtIn: "---\nto: model.ts\n---\n",
      copy: "---\nto: model.ts\n---\n",
    },
    { generator: "crud", file: "extra.hbs", state: "own", builtIn: null, copy: "---\nto: extra.ts\n---\n" },
  ]);
});
