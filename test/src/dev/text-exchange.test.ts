import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { AppTexts, Reaction } from "../../../runtime/dev/messages.ts";
import { findManifest, type FoundManifest } from "../../../src/project/manifest.ts";
import type { Generation } from "../../../src/dev/generation.ts";
import { differsByTexts, exchangeTexts } from "../../../src/dev/text-exchange.ts";
import { makeWatchPolicy } from "../../../src/dev/watch-policy.ts";

const english = "apps/main/locales/server/en.json";
const view = "apps/main/views/posts/show.hbs";

let root: string;
const find = (): FoundManifest => findManifest(root);
let handed: { readonly texts: Readonly<Record<string, AppTexts>>; readonly number: number }[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "mega-texts-"));
  handed = [];
  await write("apps/main/app.config.ts", "export default {};");
  await write("apps/main/routes/hello.ts", "export default {};");
});

afterEach(() => rm(root, { recursive: true }));

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, file), text);
}

/** A version whose code was made of these files. */
function running(files: readonly string[] = [], onReload = (): void => {}): Generation {
  const generation: Pick<Generation, "isMadeOf" | "reload"> = {
    isMadeOf: (file) => files.includes(file),
    reload: async (texts, number) => {
      handed.push({ texts, number });
      onReload();
    },
  };
  return generation as Generation;
}

const policy = makeWatchPolicy("/project", { ignore: [], extensions: [], rules: [] });
const reactionTo = (file: string): Reaction => policy.reactionTo(join("/project", file));

describe("a version differs by texts alone", () => {
  test.each([[[english]], [[view]], [[english, view, "apps/admin/views/layout.hbs"]]])("%j", (files) => {
    expect(differsByTexts(running(), files, reactionTo)).toBe(true);
  });

  test.each([
    [[]],
    [["apps/main/routes/hello.ts"]],
    [[english, "apps/main/routes/hello.ts"]],
    [["apps/main/locales/client/en.json"]],
    [["apps/main/locales/server/old/en.json"]],
    [["apps/main/data.json"]],
    [["locales/server/en.json"]],
    [["../apps/main/views/show.hbs"]],
    [["apps/main/emails/welcome.hbs"]],
  ])("not with %j", (files) => {
    expect(differsByTexts(running(), files, reactionTo)).toBe(false);
  });

  test("not with a text that code imports", () => {
    expect(differsByTexts(running([english]), [english], reactionTo)).toBe(false);
  });
});

describe("an exchange", () => {
  test("hands the texts of every app on, and nothing else", async () => {
    await write(english, '{ "a": "1", "__proto__": "2" }');
    await write(view, "<p>");
    await write("apps/admin/app.config.ts", "export default {};");
    const { signal } = new AbortController();
    expect(await exchangeTexts(running(), { find, number: 7, signal })).toBe(true);
    expect(handed).toEqual([
      {
        number: 7,
        texts: {
          admin: { locales: {}, views: {} },
          main: {
            locales: { en: JSON.parse('{ "a": "1", "__proto__": "2" }') as object },
            views: { "posts/show": { file: view, text: "<p>" } },
          },
        },
      },
    ]);
  });

  test("of a file that is no JSON throws what is wrong, and hands nothing on", async () => {
    await write(english, '{ "a": ');
    const { signal } = new AbortController();
    await expect(exchangeTexts(running(), { find, number: 7, signal })).rejects.toMatchObject({
      code: "locale_invalid",
      message: expect.stringContaining(english),
    });
    expect(handed).toEqual([]);
  });

  test("that nobody waits for any more hands nothing on", async () => {
    expect(await exchangeTexts(running(), { find, number: 7, signal: AbortSignal.abort() })).toBe(false);
    expect(handed).toEqual([]);
  });

  test("that is given up on the way is none", async () => {
    const given = new AbortController();
    const version = running([], () => given.abort());
    expect(await exchangeTexts(version, { find, number: 7, signal: given.signal })).toBe(false);
  });
});
