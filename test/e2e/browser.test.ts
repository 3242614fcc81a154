import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mega, newProject, printed, startMega } from "./support.ts";

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) =>
  existsSync(path),
);

describe.skipIf(executablePath === undefined)("the scaffolded pages in a real browser (Chromium)", () => {
  let project: Awaited<ReturnType<typeof newProject>>;
  let server: ChildProcess;
  let browser: Browser;
  let page: Page;
  let address: string;

  beforeAll(async () => {
    project = await newProject("web");
    const made = await mega(["scaffold", "crud", "post", "title:string", "body:text", "published:boolean"], {
      cwd: project.path,
    });
    expect(made.exitCode, made.stderr).toBe(0);
    [server, address] = await serve(project.path);
    browser = await chromium.launch({
      executablePath: executablePath ?? "",
      args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    });
    page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  });

  afterAll(async () => {
    await browser?.close();
    await stop(server);
    project?.[Symbol.dispose]();
  });

  test("creates, shows, edits and deletes a post without JavaScript", async () => {
    await page.goto(`${address}/posts`);
    await page.getByRole("link", { name: /new/i }).first().click();
    await page.getByLabel("Title").fill("Hello <b>mega</b>");
    await page.getByLabel("Body").fill("First words");
    await page.getByLabel("Published").check();
    await page.locator("main form button[type=submit], main form button:not([type])").first().click();
    expect(new URL(page.url()).pathname).toMatch(/^\/posts\/\d+$/);
    expect(await page.getByText("Hello <b>mega</b>").count()).toBeGreaterThan(0);

    await page.getByRole("link", { name: /edit/i }).click();
    expect(await page.getByLabel("Published").isChecked()).toBe(true);
    await page.getByLabel("Title").fill("Edited");
    await page.locator("main form button[type=submit], main form button:not([type])").first().click();
    expect(await page.getByText("Edited").count()).toBeGreaterThan(0);

    await stop(server);
    [server, address] = await serve(project.path);
    await page.goto(`${address}/posts`);
    expect(await page.getByText("Edited").count()).toBe(1);

    await page.getByText("Edited").click();
    await page.getByRole("button", { name: /delete/i }).click();
    expect(new URL(page.url()).pathname).toBe("/posts");
    expect(await page.getByText("Edited").count()).toBe(0);
  });

  test("a form with a mistake says so beside the field and keeps what was typed", async () => {
    await page.goto(`${address}/posts/new`);
    await page.getByLabel("Body").fill("kept");
    await page.locator("form").evaluate(() => undefined);
    await page
      .locator("main form")
      .first()
      .evaluate((form) => form.setAttribute("novalidate", ""));
    await page.locator("main form button").first().click();
    expect(await page.getByLabel("Body").inputValue()).toBe("kept");
    expect(await page.getByLabel("Title").getAttribute("aria-invalid")).toBe("true");
  });

  test("a form sent from another site is refused", async () => {
    const answer = await fetch(`${address}/posts`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "cross-site" },
      body: "title=x&body=y",
    });
    expect(answer.status).toBe(403);
  });
});

async function serve(cwd: string): Promise<[ChildProcess, string]> {
  const child = startMega(["start", "--port", "0"], { cwd });
  const [address] = await printed(child, /http:\/\/localhost:\d+/);
  return [child, address];
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}
