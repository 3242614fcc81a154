import { describe, expect, test } from "vitest";

import { makeLanguages, untranslated, type LanguageOptions, type Locales } from "../../../../runtime/core/i18n/i18n.ts";

const languages = (locales: Locales, more: Partial<LanguageOptions> = {}): ReturnType<typeof makeLanguages> =>
  makeLanguages({ locales, default: "en", fileOf: (locale) => `${locale}.json`, ...more });

const translator = async (locales: Locales, locale = "en"): Promise<typeof untranslated> =>
  (await languages(locales)).in(locale).translate;

describe("texts", () => {
  test("keys are nested or flat", async () => {
    const t = await translator({ en: { post: { title: "Title" }, "post.body": "Body" } });
    expect(t("post.title")).toBe("Title");
    expect(t("post.body")).toBe("Body");
  });

  test("messages are ICU: plural, select, number, date", async () => {
    const t = await translator({
      en: {
        posts: "{count, plural, =0 {No posts} one {# post} other {# posts}}",
        hello: "Hello, {name}!",
        who: "{kind, select, admin {Admin} other {Reader}}",
        price: "{amount, number, ::currency/EUR}",
        day: "{at, date, medium} {at, time, short}",
      },
    });
    expect(t("posts", { count: 0 })).toBe("No posts");
    expect(t("posts", { count: 2 })).toBe("2 posts");
    expect(t("hello", { name: "<b>Kim</b>" })).toBe("Hello, <b>Kim</b>!");
    expect(t("who", { kind: "admin" })).toBe("Admin");
    expect(t("price", { amount: 1234.5 })).toBe("€1,234.50");
    expect(t("day", { at: new Date("2026-01-31T23:30:00Z") }).replace("\u202f", " ")).toBe("Jan 31, 2026 11:30 PM");
  });

  test("counts and choices in Korean have the forms of Korean", async () => {
    const posts = "{count, plural, =0 {글이 없습니다} one {하나} other {글 #개}}";
    const who = "{kind, select, admin {관리자} other {독자}} {name}";
    const t = await translator({ ko: { posts, who } }, "ko");
    expect([0, 1, 2, 1234].map((count) => t("posts", { count }))).toEqual([
      "글이 없습니다",
      "글 1개",
      "글 2개",
      "글 1,234개",
    ]);
    expect(["admin", "guest", undefined].map((kind) => t("who", { kind, name: "김" }))).toEqual([
      "관리자 김",
      "독자 김",
      "독자 김",
    ]);
  });

  test("ordinals and nested choices in English", async () => {
    const t = await translator({
      en: {
        place: "{n, selectordinal, one {#st} two {#nd} few {#rd} other {#th}}",
        liked: "{count, plural, offset:1 =0 {Nobody} =1 {You} one {You and # other} other {You and # others}}",
      },
    });
    expect([1, 2, 3, 4, 11, 21].map((n) => t("place", { n }))).toEqual(["1st", "2nd", "3rd", "4th", "11th", "21st"]);
    expect([0, 1, 2, 3].map((count) => t("liked", { count }))).toEqual([
      "Nobody",
      "You",
      "You and 1 other",
      "You and 2 others",
    ]);
  });

  test("numbers and plurals are those of the language", async () => {
    const t = await translator({ de: { n: "{n, number}" }, ko: { n: "{n, plural, other {#개}}" } }, "de");
    expect(t("n", { n: 1234.5 })).toBe("1.234,5");
  });

  test("tags are text", async () => {
    expect((await translator({ en: { a: "<b>{x}</b>" } }))("a", { x: 1 })).toBe("<b>1</b>");
  });

  test("a missing argument does not fail the page", async () => {
    expect((await translator({ en: { hello: "Hello, {name}" } }))("hello")).toBe("Hello, {name}");
  });

  test("a missing key hands the fallback or itself through", async () => {
    const t = await translator({ en: {} });
    expect(t("post.title", {}, "Title")).toBe("Title");
    expect(t("post.title")).toBe("post.title");
    expect(untranslated("post.title", undefined, "Title")).toBe("Title");
    expect((await translator({}))("__proto__", {}, "Title")).toBe("Title");
  });

  test("names of Object are keys like others", async () => {
    const t = await translator({
      en: JSON.parse('{ "__proto__": "P", "constructor": { "name": "N" } }') as Locales["en"] & object,
    });
    expect([t("__proto__"), t("constructor.name"), t("toString")]).toEqual(["P", "N", "toString"]);
  });

  test("every mistake of every file is told at once, with file and key", async () => {
    const broken = languages({
      en: { bad: "{count, plural", list: ["a"], n: 5, post: { title: "A" }, "post.title": "B" },
      ko: { worse: "{a" },
      "en us": {},
      KO: {},
    });
    await expect(broken).rejects.toMatchObject({ code: "message_invalid" });
    const { message } = (await broken.catch((error: unknown) => error)) as Error;
    expect(message.split("\n")).toEqual([
      "The texts cannot be used:",
      '  en.json: "list" is ["a"], and not a text or a group of texts',
      '  en.json: "n" is 5, and not a text or a group of texts',
      '  en.json: "post.title" is there twice',
      expect.stringContaining('  en.json: "bad" is not ICU MessageFormat: '),
      expect.stringContaining('  ko.json: "worse" is not ICU MessageFormat: '),
      '  en us.json: "en us" is no language tag; write `en` or `ko-KR`',
      "  KO.json: there is another file for ko",
    ]);
  });
});

describe("the chain of languages", () => {
  const locales = {
    en: { a: "en a", b: "en b", c: "en c", d: "en d" },
    ko: { a: "ko a", b: "ko b" },
    "ko-KR": { a: "ko-KR a" },
    pl: { c: "pl c" },
    uk: { a: "uk a" },
  };

  test("goes from the region over the language and its fallback to the default", async () => {
    const known = await languages(locales, { fallback: { ko: "pl", pl: "ko" } });
    const { locale, translate } = known.in("ko-KR");
    expect(locale).toBe("ko-KR");
    expect(["a", "b", "c", "d", "e"].map((key) => translate(key))).toEqual(["ko-KR a", "ko b", "pl c", "en d", "e"]);
    expect(known.in("uk").translate("c")).toBe("en c");
  });

  test("a tag finds its nearest language, else the default", async () => {
    const known = await languages(locales);
    expect(["ko-kr", "KO", "ko-KP", "pl-PL-x-a", "fr", "", "!"].map((tag) => known.in(tag).locale)).toEqual([
      "ko-KR",
      "ko",
      "ko",
      "pl",
      "en",
      "en",
      "en",
    ]);
    expect(known.lookup("fr")).toBeUndefined();
  });

  test("what is no tag is compared as it stands", async () => {
    const known = await languages({ ko: { a: "가" } }, { default: "en_US", fallback: { ko: "en_US" } });
    expect([known.default, known.in("ko").translate("b")]).toEqual(["ko", "b"]);
  });

  test("the first language is the default where the configured one has no texts", async () => {
    expect((await languages({ ko: { a: "가" } })).in("fr").translate("a")).toBe("가");
  });

  test("without texts there is the default alone", async () => {
    const none = await languages({}, { default: "ko" });
    expect([none.locales, none.in("fr").locale]).toEqual([["ko"], "ko"]);
    expect(none.in("ko").words.page.home).toBe("시작 페이지로");
  });
});

describe("missing keys", () => {
  const locales = { en: { post: { title: "Title", body: "Body" } }, ko: { post: { title: "제목" } }, "ko-KR": {} };

  test("are told once for each language, with the nearest one", async () => {
    const told: unknown[] = [];
    const known = await languages(locales, { onMissing: (missing) => told.push(missing) });
    for (const _ of [1, 2]) {
      known.in("en").translate("post.titel");
      known.in("ko").translate("post.body");
      known.in("ko").translate("nothing.like.it", {}, "x");
    }
    expect(told).toEqual([
      { key: "post.titel", locale: "en", near: "en: post.title" },
      { key: "post.body", locale: "ko", near: "en: post.body" },
      { key: "nothing.like.it", locale: "ko", near: undefined },
    ]);
  });

  test("made of what users send do not fill the memory", async () => {
    let told = 0;
    const known = await languages(locales, { onMissing: () => told++ });
    for (let n = 0; n < 3000; n++) known.in("en").translate(`user.${n}`);
    expect(told).toBe(1000);
  });

  test("an app without texts lacks none", async () => {
    const told: unknown[] = [];
    (await languages({}, { onMissing: (missing) => told.push(missing) })).in("en").translate("a");
    expect(told).toEqual([]);
  });

  test("can be listed for each language", async () => {
    const known = await languages({ ...locales, en: { ...locales.en, mega: { errors: { not_found: "x" } } } });
    expect(known.missing()).toEqual([{ key: "post.body", locale: "ko", near: "en: post.body" }]);
  });
});

test("the framework's words are overridden in its own language only", async () => {
  const known = await languages({ en: { mega: { errors: { gone: "EN gone" } } }, ko: {}, fr: {} });
  expect(known.in("en").find("mega.errors.gone")).toBe("EN gone");
  expect(known.in("ko").find("mega.errors.gone")).toBeUndefined();
  expect(known.in("fr").find("mega.errors.gone")).toBe("EN gone");
});
