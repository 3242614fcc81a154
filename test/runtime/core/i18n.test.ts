import { expect, test } from "vitest";

import { makeTranslator, untranslated } from "../../../runtime/core/i18n.ts";

test("keys are nested or flat", async () => {
  const { translate } = await makeTranslator({ en: { post: { title: "Title" }, "post.body": "Body" } }, "en");
  expect(translate("post.title")).toBe("Title");
  expect(translate("post.body")).toBe("Body");
});

test("messages are ICU", async () => {
  const locales = {
    en: { posts: "{count, plural, =0 {No posts} one {# post} other {# posts}}", hello: "Hello, {name}!" },
  };
  const { translate } = await makeTranslator(locales, "en");
  expect(translate("posts", { count: 0 })).toBe("No posts");
  expect(translate("posts", { count: 2 })).toBe("2 posts");
  expect(translate("hello", { name: "<b>Kim</b>" })).toBe("Hello, <b>Kim</b>!");
});

test("tags are text", async () => {
  const { translate } = await makeTranslator({ en: { a: "<b>{x}</b>" } }, "en");
  expect(translate("a", { x: 1 })).toBe("<b>1</b>");
});

test("a missing key hands the fallback or itself through", async () => {
  const { translate } = await makeTranslator({ en: {} }, "en");
  expect(translate("post.title", {}, "Title")).toBe("Title");
  expect(translate("post.title")).toBe("post.title");
  expect(untranslated("post.title", undefined, "Title")).toBe("Title");
});

test("a missing argument does not fail the page", async () => {
  const { translate } = await makeTranslator({ en: { hello: "Hello, {name}" } }, "en");
  expect(translate("hello")).toBe("Hello, {name}");
});

test("texts of another language", async () => {
  const { translate, locale } = await makeTranslator({ en: { a: "A" }, ko: { a: "가 {n}" } }, "ko");
  expect(locale).toBe("ko");
  expect(translate("a", { n: 1 })).toBe("가 1");
});

test("a broken message names its key", async () => {
  await expect(makeTranslator({ en: { bad: "{count, plural" } }, "en")).rejects.toMatchObject({
    code: "message_invalid",
    message: expect.stringContaining('"bad" in en.json'),
  });
});
