import { expect, test } from "vitest";

import { pathsOf, planOf, textOf } from "./support.ts";

const ENGLISH = '{ "home": { "title": "It runs" } }\n';
const KOREAN = '{ "home": { "title": "돌아갑니다" } }\n';
const CONFIG = 'export default defineAppConfig({ locales: { query: "l", default: "ko" } });\n';

function reading(files: Readonly<Record<string, string>>): (path: string) => string | null {
  return (path) => files[path] ?? null;
}

const folder = "apps/main/locales/server";
const texts = { [`${folder}/en.json`]: ENGLISH, [`${folder}/ko.json`]: `\uFEFF${KOREAN}` };

test("a language starts from the texts of the default one", async () => {
  const plan = await planOf("locale", { tag: "pt-br" }, { facts: { read: reading(texts) } });
  expect(pathsOf(plan)).toEqual([`${folder}/pt-BR.json`]);
  expect(textOf(plan, `${folder}/pt-BR.json`)).toBe(ENGLISH);
});

test("the config says which one that is, --from says otherwise", async () => {
  const read = reading({ ...texts, "apps/main/app.config.ts": CONFIG });
  expect(textOf(await planOf("locale", { tag: "de" }, { facts: { read } }), `${folder}/de.json`)).toBe(KOREAN);
  const plan = await planOf("locale", { tag: "de" }, { facts: { read }, flags: { from: "EN" } });
  expect(textOf(plan, `${folder}/de.json`)).toBe(ENGLISH);
});

test("where the default language has no texts, any other will do", async () => {
  const facts = { locales: ["ko"], read: reading(texts) };
  expect(textOf(await planOf("locale", { tag: "de" }, { facts }), `${folder}/de.json`)).toBe(KOREAN);
});

test("the first language of an app comes with its default one", async () => {
  const facts = { locales: [] };
  expect(pathsOf(await planOf("locale", { tag: "de" }, { facts }))).toEqual([`${folder}/de.json`, `${folder}/en.json`]);
  expect(pathsOf(await planOf("locale", { tag: "en" }, { facts }))).toEqual([`${folder}/en.json`]);
});

test("a language that is there is refused, unless nothing would change", async () => {
  const facts = { read: reading({ ...texts, [`${folder}/ko.json`]: KOREAN }) };
  await expect(planOf("locale", { tag: "ko" }, { facts })).rejects.toThrow(
    `the language ko is taken by ${folder}/ko.json`,
  );
  const same = { locales: ["en", "de"], read: reading({ ...texts, [`${folder}/de.json`]: ENGLISH }) };
  expect(pathsOf(await planOf("locale", { tag: "de" }, { facts: same }))).toEqual([`${folder}/de.json`]);
  const other = { locales: ["en", "DE"], read: reading({ ...texts, [`${folder}/DE.json`]: ENGLISH }) };
  await expect(planOf("locale", { tag: "de" }, { facts: other })).rejects.toMatchObject({ code: "name_taken" });
});

test.each([
  [{ tag: "../de" }, {}, "locale_refused"],
  [{ tag: "de" }, { from: "fr" }, "locale_missing"],
])("%j %j is refused", async (args, flags, code) => {
  await expect(planOf("locale", args, { flags, facts: { read: reading(texts) } })).rejects.toMatchObject({ code });
});

test("--from of an app without texts says to leave it out", async () => {
  const made = planOf("locale", { tag: "de" }, { flags: { from: "en" }, facts: { locales: [] } });
  await expect(made).rejects.toMatchObject({ code: "locale_missing", hint: "leave --from out" });
});

test("texts that are no JSON are not copied", async () => {
  const facts = { read: reading({ [`${folder}/en.json`]: "{," }) };
  await expect(planOf("locale", { tag: "de" }, { facts })).rejects.toMatchObject({ code: "locale_broken" });
});
