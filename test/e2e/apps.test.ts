import { once } from "node:events";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

import { emptyFolder, mega, printed, startMega } from "./support.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

function app(name: string, config: string): Readonly<Record<string, string>> {
  return {
    [`apps/${name}/app.config.ts`]: `import { defineAppConfig } from "mega-framework";\nexport default defineAppConfig(${config});\n`,
    [`apps/${name}/routes/who.ts`]: `import { defineRoutes } from "mega-framework";
export default defineRoutes("/", (route) => {
  route.get("/who", (_req, _reply, ctx) => ({ app: ${JSON.stringify(name)}, text: ctx.t("hello") }));
  route.post("/who", () => ({ saved: true }));
});
`,
  };
}

const FILES: Readonly<Record<string, string>> = {
  "package.json": '{ "name": "two", "type": "module" }',
  "mega.config.ts": `export default { name: "two", logger: { level: "silent" } };`,
  ...app("office", `{ hosts: ["office.localhost"], locales: { default: "ko" }, csrf: false }`),
  "apps/office/locales/server/ko.json": '{ "hello": "안녕하세요" }',
  ...app("shop", `{ hosts: ["shop.localhost", "*.shop.localhost"] }`),
  "apps/shop/locales/server/en.json": '{ "hello": "Hello" }',
};

function project(files: Readonly<Record<string, string>> = {}): ReturnType<typeof emptyFolder> {
  const folder = emptyFolder();
  for (const [file, text] of Object.entries({ ...FILES, ...files })) {
    mkdirSync(dirname(join(folder.path, file)), { recursive: true });
    writeFileSync(join(folder.path, file), text);
  }
  mkdirSync(join(folder.path, "node_modules"));
  symlinkSync(root, join(folder.path, "node_modules/mega-framework"));
  return folder;
}

interface Answer {
  readonly status: number;
  readonly body: { readonly data?: unknown; readonly error?: { readonly code: string } };
}

async function ask(port: number, host: string, method: "GET" | "POST" = "GET"): Promise<Answer> {
  const headers = { host, "sec-fetch-site": "cross-site", "content-length": 0 };
  const call = request({ host: "127.0.0.1", port, path: "/who", method, headers }).end();
  const [answer] = (await once(call, "response")) as [NodeJS.ReadableStream & { statusCode: number }];
  let text = "";
  for await (const chunk of answer.setEncoding("utf8")) text += String(chunk);
  return { status: answer.statusCode, body: JSON.parse(text) as Answer["body"] };
}

/** Runs the project while a test asks it. */
async function running(args: readonly string[], run: (port: number) => Promise<void>): Promise<void> {
  using folder = project();
  const child = startMega(["start", "--port", "0", ...args], { cwd: folder.path });
  try {
    const [, port] = await printed(child, /ready at http:\/\/localhost:(\d+)/);
    await run(Number(port));
  } finally {
    child.kill("SIGINT");
    if (child.exitCode === null) await once(child, "exit");
  }
}

test.each([[[]], [["--watch"]]])("two apps on two hosts under mega start %j", async (args) => {
  await running(args, async (port) => {
    expect((await ask(port, "shop.localhost")).body.data).toEqual({ app: "shop", text: "Hello" });
    expect((await ask(port, `Acme.Shop.localhost:${port}`)).body.data).toEqual({ app: "shop", text: "Hello" });
    expect((await ask(port, "office.localhost")).body.data).toEqual({ app: "office", text: "안녕하세요" });
    expect((await ask(port, "shop.localhost", "POST")).status).toBe(403);
    expect((await ask(port, "office.localhost", "POST")).status).toBe(200);
    const other = await ask(port, `localhost:${port}`);
    expect([other.status, other.body.error?.code]).toEqual([421, "misdirected_request"]);
  });
});

test("mega start --app serves one of them, for every host", async () => {
  await running(["--app", "office"], async (port) => {
    for (const host of ["localhost", "shop.localhost", "10.0.0.7"])
      expect((await ask(port, host)).body.data).toEqual({ app: "office", text: "안녕하세요" });
  });
});

test("an app that is not there, and apps that want the same host", async () => {
  using folder = project(app("third", `{ hosts: ["SHOP.localhost", "x:80"] }`));
  const unknown = await mega(["start", "--app", "shpo"], { cwd: folder.path });
  expect([unknown.exitCode, unknown.stderr]).toEqual([expect.any(Number), expect.stringContaining("shpo")]);
  expect(unknown.exitCode).not.toBe(0);
  const wrong = await mega(["routes"], { cwd: folder.path });
  expect(wrong.exitCode).toBe(1);
  expect(wrong.stderr).toContain("apps/third/app.config.ts");
  expect(wrong.stderr).toContain('"x:80"');
  using clash = project(app("third", `{ hosts: ["SHOP.localhost"] }`));
  const taken = await mega(["routes"], { cwd: clash.path });
  expect(taken.stderr).toContain('`hosts` has "SHOP.localhost", which is in apps/shop/app.config.ts already');
});

test("mega routes names the app of each route", async () => {
  using folder = project();
  const { stdout } = await mega(["routes"], { cwd: folder.path });
  expect(stdout).toMatch(/^APP +METHOD +PATH +FILE\n/);
  expect(stdout).toMatch(/office +GET +\/who +apps\/office\/routes\/who\.ts/);
  expect(stdout).toMatch(/shop +POST +\/who +apps\/shop\/routes\/who\.ts/);
});
