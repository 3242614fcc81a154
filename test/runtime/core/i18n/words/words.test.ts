import { describe, expect, test } from "vitest";

import { makeDetail, sayDetail, sayShort } from "../../../../../runtime/core/schema/details.ts";
import { ERRORS } from "../../../../../runtime/core/errors/error-table.ts";
import { MegaError } from "../../../../../runtime/core/errors/errors.ts";
import {
  MegaConflictError,
  MegaForbiddenError,
  MegaNotFoundError,
} from "../../../../../runtime/core/errors/http-errors.ts";
import { ENGLISH, makeLanguages, type Language, type Locales } from "../../../../../runtime/core/i18n/i18n.ts";
import { sayError } from "../../../../../runtime/core/errors/say-error.ts";
import { ajvErrorToValidationError, compileValidator } from "../../../../../runtime/core/schema/validate.ts";
import { EN } from "../../../../../runtime/core/i18n/words/en.ts";
import { KO } from "../../../../../runtime/core/i18n/words/ko.ts";
import type { Words } from "../../../../../runtime/core/i18n/words/words.ts";

const language = async (locale: string, locales: Locales = {}): Promise<Language> =>
  (await makeLanguages({ locales, default: locale, fileOf: String })).in(locale);

/** A value for anything that a message is built from. */
const KNOWN = {
  message: undefined,
  entity: "post",
  id: 5,
  version: 2,
  limit: 3,
  type: "string,integer",
  multipleOf: 2,
  allowedValues: ["a", "b"],
  allowedValue: "a",
  format: "email",
  pattern: "^a$",
  reason: "why",
  key: "__proto__",
  method: "GET",
  path: "/x",
  table: "posts",
  fields: ["title"],
  details: ["A", "B"].map((message) => ({ path: "/title", rule: "required", message, params: {} })),
};

const PARAMS: unknown = new Proxy(KNOWN, { get: (known, name) => (name in known ? Reflect.get(known, name) : 7) });

/** Every sentence of a language, by its key. */
function sentences({ errors, rules, page }: Words): Readonly<Record<string, string>> {
  const said: Record<string, string> = { home: page.home, request: page.request("r1") };
  for (const [code, say] of Object.entries(errors)) said[code] = (say as (params: unknown) => string)(PARAMS);
  for (const [rule, say] of Object.entries(rules))
    said[`rules.${rule}`] = (say as (p: unknown, s: object) => string)(PARAMS, {});
  return said;
}

describe("every language", () => {
  test("says the same things", () => {
    const failures = Object.entries(ERRORS).filter(([, { status }]) => status === 500);
    const inside = new Set(failures.map(([code]) => code));
    const expected = Object.keys(sentences(EN)).filter((key) => key === "internal_error" || !inside.has(key));
    expect(Object.keys(sentences(KO)).sort()).toEqual(expected.sort());
  });

  test.each(Object.entries(sentences(KO)))("%s: %s", (_key, text) => {
    expect(text).toMatch(/[가-힣]/);
    expect(text).not.toMatch(/undefined|null|\[object/);
  });

  test.each(Object.entries(sentences(EN)))("%s: %s", (_key, text) => {
    expect(text).toMatch(/^[\x20-\x7e]+$/);
  });

  test("puts the same values in", () => {
    const [en, ko] = [sentences(EN), sentences(KO)];
    for (const value of ["post", "__proto__", "why", "/x", "GET", "title"]) {
      const users = Object.keys(en).filter((key) => en[key]?.includes(value) && !/csrf|required|pattern/.test(key));
      for (const key of users) expect(ko[key], key).toContain(value);
    }
  });
});

describe("an error", () => {
  test("is said in the language", async () => {
    const ko = await language("ko");
    expect(sayError(new MegaNotFoundError("글", { id: 5 }), ko).message).toBe("id가 5인 글을 찾을 수 없습니다.");
    expect(sayError(new MegaNotFoundError("post"), ko).message).toBe("post을(를) 찾을 수 없습니다.");
    expect(sayError(new MegaForbiddenError(), ko).message).toBe("권한이 없습니다.");
    expect(sayError(new MegaForbiddenError(), await language("en")).message).toBe("You may not do this.");
    expect(sayError(new MegaForbiddenError(), await language("fr")).message).toBe("You may not do this.");
  });

  test.each<[MegaError, string, string]>([
    [
      new MegaError("precondition_failed", { entity: "글", id: 5 }),
      "The 글 with the id 5 was changed meanwhile.",
      "id가 5인 글이 그사이 변경되었습니다.",
    ],
    [new MegaError("payload_too_large", {}), "The request body is too large.", "요청 본문이 너무 큽니다."],
    [
      new MegaError("payload_too_large", { limit: 10 }),
      "The request body is larger than 10 bytes.",
      "요청 본문이 10바이트보다 큽니다.",
    ],
    [
      new MegaError("unsupported_media_type", {}),
      "The request body has a type that is not accepted here.",
      "요청 본문의 형식을 받을 수 없습니다.",
    ],
    [
      new MegaError("unsupported_media_type", { type: "" }),
      "The request body has no content type; send application/json.",
      "요청 본문에 Content-Type이 없습니다. application/json으로 보내세요.",
    ],
    [
      new MegaError("upload_refused", { field: "a", type: null }),
      '"a" takes no file.',
      '"a" 항목은 파일을 받지 않습니다.',
    ],
    [new MegaError("host_invalid", { host: "" }), "The request names no host.", "요청에 호스트가 없습니다."],
    [
      new MegaError("misdirected_request", { host: "x".repeat(101) }),
      `No app answers for the host "${"x".repeat(100)}…".`,
      `"${"x".repeat(100)}…" 호스트에 응답하는 앱이 없습니다.`,
    ],
    [new MegaError("reference_missing", { fields: [] }), "A reference points to no row.", "참조하는 항목이 없습니다."],
  ])("%s", async (error, en, ko) => {
    expect(sayError(error, await language("en")).message).toBe(en);
    expect(sayError(error, await language("ko")).message).toBe(ko);
  });

  test("keeps the words of its thrower", async () => {
    expect(sayError(new MegaForbiddenError("Nur für Gäste."), await language("ko")).message).toBe("Nur für Gäste.");
  });

  test("that clients never see stays English", async () => {
    const error = new MegaError("app_missing", { root: "/p" });
    expect(sayError(error, await language("ko")).message).toBe(error.message);
  });

  test("is said in the project's words", async () => {
    const own = await language("ko", {
      ko: {
        mega: {
          errors: { not_found: "{entity} {id}번이 없어요", forbidden: "안 돼요", paid: "{message} 이미 냈어요" },
        },
      },
    });
    expect(sayError(new MegaNotFoundError("post", { id: 5 }), own).message).toBe("post 5번이 없어요");
    expect(sayError(new MegaForbiddenError(), own).message).toBe("안 돼요");
    expect(sayError(new MegaForbiddenError("Mine."), own).message).toBe("Mine.");
    expect(sayError(new MegaConflictError("Paid.", { code: "paid" }), own).message).toBe("Paid. 이미 냈어요");
    expect(new MegaConflictError("Paid.", { code: "paid" }).code).toBe("paid");
  });
});

describe("a mistake of an input", () => {
  const schema = {
    type: "object",
    properties: {
      title: { type: "string", minLength: 3 },
      n: { type: ["integer", "null"] },
      when: { type: "string", format: "date" },
    },
    required: ["title"],
    additionalProperties: false,
  };
  const detailsOf = (input: unknown): readonly { message: string }[] => compileValidator(schema)(input) ?? [];

  test("is said in the language, with its path", async () => {
    const ko = await language("ko");
    const details = compileValidator(schema)({ title: "a", n: "x", when: "y", z: 1 }) ?? [];
    expect(details.map((detail) => sayDetail(detail, ko).message)).toEqual([
      "`z` 항목은 정의되어 있지 않습니다",
      "`title` 항목은 3자 이상이어야 합니다",
      "`n` 항목은 정수 또는 빈 값이어야 합니다",
      "`when` 항목은 2026-01-31 같은 날짜여야 합니다",
    ]);
    const said = sayError(new MegaError("validation_failed", { details }), ko);
    expect(said.message).toMatch(/^입력에 잘못된 곳이 4군데 있습니다: `z` 항목은 /);
    expect(said.details).toMatchObject(details.map(({ path, rule, params }) => ({ path, rule, params })));
  });

  test.each<[string, object, readonly string[]]>([
    ["minLength", { limit: 1 }, ["The input must not be empty", "입력값은 비워 둘 수 없습니다"]],
    ["minProperties", { limit: 1 }, ["The input must not be empty", "입력값은 비워 둘 수 없습니다"]],
    [
      "minProperties",
      { limit: 2 },
      ["The input must have at least 2 properties", "입력값은 속성이 2개 이상이어야 합니다"],
    ],
    ["format", { format: "ipv4" }, ["The input must be a valid ipv4", "입력값은 올바른 ipv4 형식이어야 합니다"]],
    ["type", { type: "odd" }, ["The input must be an odd", "입력값은 odd이어야(여야) 합니다"]],
  ])("of %s with %j", async (rule, params, [en, ko]) => {
    const detail = makeDetail({ path: "", rule, params: { ...params } });
    expect(detail.message).toBe(en);
    expect(sayDetail(detail, await language("ko")).message).toBe(ko);
  });

  test("below its input needs no name", async () => {
    const [detail] = compileValidator(schema)({ title: "a" }) ?? [];
    if (detail === undefined) throw new Error("no mistake");
    expect(sayShort(detail, await language("ko"))).toBe("3자 이상이어야 합니다");
    expect(sayShort(detail, ENGLISH)).toBe("must have at least 3 characters");
  });

  test("is said in the project's words", async () => {
    const own = await language("ko", {
      ko: { mega: { rules: { minLength: "{name}: {limit}자!", enum: "{allowedValues}" } } },
    });
    const [detail] = compileValidator(schema)({ title: "a" }) ?? [];
    expect(detail && sayDetail(detail, own).message).toBe("title: 3자!");
    const choice = makeDetail({ path: "/a", rule: "enum", params: { allowedValues: ["x", "y"] } });
    expect(sayDetail(choice, own).message).toBe("x, y");
  });

  test("that the project made keeps its words", async () => {
    const detail = { path: "/a", rule: "minLength", message: "mine", params: { limit: 3 } };
    expect(sayDetail(detail, await language("ko"))).toBe(detail);
    expect(sayShort(detail, await language("ko"))).toBe("mine");
  });

  test("of a rule without words is said in Ajv's", () => {
    const odd = { keyword: "odd", instancePath: "", schemaPath: "", params: {}, message: "must be odd" };
    expect(ajvErrorToValidationError(odd).message).toBe("The input must be odd");
    expect(ajvErrorToValidationError({ keyword: "odd", instancePath: "/a", schemaPath: "", params: {} }).message).toBe(
      "`a` breaks the rule odd",
    );
    expect(detailsOf({ title: "abc" })).toEqual([]);
  });
});
