import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { networkInterfaces, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type Locator, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { printed, startMega } from "./support.ts";

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) =>
  existsSync(path),
);
const repository = fileURLToPath(new URL("../..", import.meta.url));
const ROUTES = "apps/main/routes/posts.ts";

const routes = (title = "posts"): string => `import { defineRoutes, Type } from "mega-framework";
import { sql } from "kysely";

async function loadUser(_req: unknown, _reply: unknown, ctx: { log: { info(text: string): void } }) {
  ctx.log.info("looking for <b>the user</b>");
}

export default defineRoutes("/posts", { csrf: false }, (route) => {
  route.get("/", { before: [loadUser], after: [function notify() {}] }, async function list(_req, _reply, ctx) {
    const { rows } = await sql\`select id, \${"<i>text</i>"} as text from posts\`.execute(ctx.db.main);
    return { title: "${title}", rows };
  });
  route.post("/", { body: Type.Object({ title: Type.String(), password: Type.String() }) }, (req) => ({
    title: req.body.title,
    session: req.headers.cookie,
  }));
  route.get("/failure", () => {
    throw new TypeError("on <b>purpose</b>");
  });
});
`;

let root: string;
let server: ChildProcess | undefined;

beforeEach(async () => {
  root = join(await realpath(await mkdtemp(join(tmpdir(), "mega-e2e-"))), "블로그 app");
  await write("package.json", '{ "name": "blog", "type": "module" }');
  const config = `{ secret: "0123456789abcdef0123456789abcdef", databases: { main: { driver: "sqlite", file: "data/blog.db" } } }`;
  await write(
    "mega.config.ts",
    `import { defineConfig } from "mega-framework";\nexport default defineConfig(${config});\n`,
  );
  await write("apps/main/app.config.ts", "export default { rateLimit: false };\n");
  await write(ROUTES, routes());
  await write(
    "db/migrations/20260101000000-create-posts.ts",
    'import { defineMigration } from "mega-framework";\nexport default defineMigration({ up: (schema) => schema.create("posts", (table) => { table.id(); }), down: (schema) => schema.drop("posts") });\n',
  );
  await mkdir(join(root, "node_modules"));
  await symlink(repository, join(root, "node_modules/mega-framework"));
  for (const name of ["better-sqlite3", "kysely"]) {
    await symlink(join(repository, "node_modules", name), join(root, "node_modules", name));
  }
});

afterEach(async () => {
  if (server !== undefined && server.exitCode === null) {
    const ended = once(server, "exit");
    server.kill("SIGTERM");
    await ended;
  }
  await rm(dirname(root), { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, file), text);
}

/** The address of the running project. */
async function start(flags: readonly string[] = ["--watch"], env: Record<string, string> = {}): Promise<string> {
  server = startMega(["start", "--port", "0", ...flags], { cwd: root, env });
  const [, url = ""] = await printed(server, /ready at (http:\/\/localhost:\d+)/);
  return url;
}

interface Asked {
  readonly host?: string;
  readonly address?: string;
}

/** What an address answers, asked under a name and over an address of the machine. */
async function ask(
  url: string,
  { host, address = "127.0.0.1" }: Asked = {},
): Promise<{ status: number; text: string }> {
  const { port, pathname, host: own } = new URL(url);
  const asking = request({ host: address, port, path: pathname, headers: { host: host ?? own } });
  asking.end();
  const [answer] = (await once(asking, "response")) as [AsyncIterable<Buffer> & { statusCode: number }];
  let text = "";
  for await (const chunk of answer) text += String(chunk);
  return { status: answer.statusCode, text };
}

describe("who is not meant gets what the app has there", () => {
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ internal, family }) => !internal && family === "IPv4")?.address;

  test("a foreign name, and another address", async () => {
    const url = `${await start(["--watch", "--host", "0.0.0.0"])}/_mega`;
    expect(await ask(url)).toMatchObject({ status: 200, text: expect.stringContaining("inspector") });
    const foreign = await ask(url, { host: "evil.example" });
    expect([foreign.status, foreign.text]).toEqual([404, expect.stringContaining("route_not_found")]);
    if (outside === undefined) return;
    const remote = await ask(url, { address: outside });
    expect([remote.status, remote.text]).toEqual([404, expect.stringContaining("route_not_found")]);
  });

  test.each([
    ["without --watch", [], {}],
    ["in production", ["--watch"], { NODE_ENV: "production" }],
  ])("%s", async (_when, flags, env) => {
    const url = await start(flags, env);
    expect((await ask(`${url}/_mega`)).status).toBe(404);
  });
});

describe.skipIf(executablePath === undefined)("the page in a real browser (Chromium)", () => {
  let browser: Browser;
  let page: Page;
  let url: string;

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: executablePath ?? "",
      args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    });
  });

  afterAll(() => browser?.close());

  const problems: string[] = [];

  async function open(): Promise<void> {
    url = await start();
    const context = await browser.newContext();
    page = await context.newPage();
    problems.length = 0;
    // A script or style that the policy refuses is told here as well.
    page.on("console", (message) => problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("dialog", (dialog) => problems.push(dialog.message()));
    await page.goto(`${url}/_mega`);
    await page.getByRole("status").getByText("version 1").waitFor();
  }

  afterEach(() => page?.context().close());

  const part = (name: string): Promise<void> => page.locator("nav").getByRole("link", { name }).click();
  const row = (text: string): Locator => page.locator("#list tbody tr").filter({ hasText: text }).first();
  const detail = (): Locator => page.locator("#detail");

  test("requests come as they happen, with stages, ctx, queries and log lines of their own", async () => {
    await open();
    await page.getByText("No request yet").waitFor();
    expect((await fetch(`${url}/posts`)).status).toBe(200);
    await row("/posts").getByText("200").waitFor();
    await row("/posts").click();
    const stages = detail().locator(".waterfall tbody tr");
    await detail().getByText("notify").waitFor();
    const names = await stages.evaluateAll((rows) => rows.map((each) => each.textContent?.replace(/[\d.]+ m?s$/, "")));
    expect(names).toEqual([
      "onRequest",
      "body",
      "validation",
      "preHandler",
      "beforeloadUser",
      "handlerlist",
      "serialization",
      "onSend",
      "afternotify",
    ]);
    expect(await detail().locator(".chips code").allTextContents()).toEqual(["log", "db"]);
    await detail().getByText("looking for <b>the user</b>").waitFor();
    await detail().getByText("select id, ? as text from posts").click();
    await detail().getByText('"<i>text</i>"').waitFor();
    await detail().getByRole("link", { name: "GET /posts" }).click();
    await detail().getByRole("heading", { name: "GET /posts" }).waitFor();
    expect(problems).toEqual([]);
  });

  test("what a client sends is text, wherever it shows, and secrets are covered", async () => {
    await open();
    const path = `/<img src=x onerror=alert(1)>`;
    await fetch(`${url}${path}`, { headers: { "x-<b>": "1" } }).catch(() => {});
    await fetch(`${url}${path}`, { headers: { "x-evil": "<script>alert(1)</script>", authorization: "Bearer hush" } });
    await row("onerror=alert").click();
    await detail()
      .getByText(/^\d+ headers$/)
      .click();
    await detail().getByText("<script>alert(1)</script>").waitFor();
    expect(await detail().textContent()).not.toContain("hush");
    await part("Log");
    await row("onerror=alert").waitFor();
    expect(await page.locator("img, #detail script, #list b").count()).toBe(0);
    expect(problems).toEqual([]);
  });

  test("a request is sent again as it came, and its answer shows", async () => {
    await open();
    await fetch(`${url}/posts`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie: "session=abc" },
      body: JSON.stringify({ title: "Hello", password: "hush" }),
    });
    await row("POST").click();
    expect(await detail().textContent()).toContain('"password": "[redacted]"');
    await detail().getByRole("button", { name: "Send again" }).click();
    await detail().getByText('"session": "session=abc"').waitFor();
    await expect.poll(() => page.locator("#list tbody tr").count()).toBe(2);
    expect(await row("POST").textContent()).toContain("200");
  });

  test("an error has its source, and belongs to its request", async () => {
    await open();
    await fetch(`${url}/posts/failure`);
    await part("Errors");
    await row("on <b>purpose</b>").click();
    await detail().locator("mark").getByText('throw new TypeError("on <b>purpose</b>")').waitFor();
    expect(await detail().textContent()).toContain(`${ROUTES}:18:`);
    await detail().getByRole("link", { name: "GET /posts/failure" }).click();
    await detail().getByText("TypeError: on <b>purpose</b>").first().waitFor();
  });

  test("routes, config and health are what the commands say", async () => {
    await open();
    await part("Routes");
    await row("/posts").click();
    await expect.poll(() => detail().textContent()).toMatch(/loadUser.*posts\.ts:4.*list.*posts\.ts:9/);
    await part("Config");
    await expect
      .poll(() => row("databases.main.file").textContent())
      .toBe('databases.main.file"data/blog.db"mega.config.ts');
    expect(await row("secret").textContent()).toContain("[redacted]");
    await part("Health");
    await expect.poll(() => row("databases.main").textContent()).toContain("ok");
  });

  test("what was seen stays through a save, and a broken one shows on the page", async () => {
    await open();
    await fetch(`${url}/posts`);
    await row("/posts").waitFor();
    await write(ROUTES, routes("changed"));
    await page.getByRole("status").getByText(`version 2 · ${ROUTES}`).waitFor();
    expect(await (await fetch(`${url}/posts`)).text()).toContain("changed");
    await expect.poll(() => page.locator("#list tbody tr td:last-child").allTextContents()).toEqual(["2", "1"]);

    await write(ROUTES, `${routes()}\nexport const x = ;\n`);
    await page.getByText("the newest version is broken: build_failed").waitFor();
    await page.reload();
    await part("Errors");
    await row("build_failed").click();
    await detail().locator("mark").getByText("export const x = ;").waitFor();
    await write(ROUTES, routes("again"));
    await page
      .getByRole("status")
      .getByText(/version \d/)
      .waitFor();
  });

  test("a restarted command is found again", async () => {
    await open();
    await fetch(`${url}/posts`);
    await row("/posts").waitFor();
    const ended = once(server as ChildProcess, "exit");
    server?.kill("SIGTERM");
    await ended;
    await page.getByText("mega start --watch does not answer").waitFor();
    server = startMega(["start", "--watch", "--port", new URL(url).port], { cwd: root });
    await page.getByRole("status").getByText("version 1").waitFor();
    await expect.poll(() => page.locator("#list tbody tr").count()).toBe(0);
  });

  test("works by keys alone, in light and dark", async () => {
    await open();
    await fetch(`${url}/posts`);
    await fetch(`${url}/posts/failure`);
    await row("/posts").waitFor();
    await page.keyboard.press("4");
    await row("app_threw").waitFor();
    await page.keyboard.press("1");
    await row("/posts/failure").waitFor();
    await page.keyboard.press("j");
    await detail().getByRole("heading", { name: "GET /posts/failure" }).waitFor();
    await page.keyboard.press("j");
    await detail().getByRole("heading", { name: "GET /posts", exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await detail().waitFor({ state: "hidden" });
    await page.keyboard.press("/");
    await page.keyboard.type("failure 500");
    await expect.poll(() => page.locator("#list tbody tr").count()).toBe(1);

    const grounds: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      grounds.push(await page.evaluate("getComputedStyle(document.body).backgroundColor"));
    }
    expect(grounds).toEqual(["rgb(255, 255, 255)", "rgb(20, 23, 28)"]);
    expect(problems).toEqual([]);
  });
});
