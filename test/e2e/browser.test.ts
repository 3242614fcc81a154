import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mega, newProject, printed, startMega } from "./support.ts";

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) =>
  existsSync(path),
);

/** A page that breaks the policy, to see that it is heard of, and one that fails. */
const PROBES = `import { defineRoutes } from "mega-framework";

export default defineRoutes("/probe", (route) => {
  route.get("/inline", (_req, reply) => {
    return reply.type("text/html").send("<!doctype html><title>x</title><script>1</script>");
  });
  route.get("/failure", () => {
    throw new Error("on purpose");
  });
});
`;

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
    const auth = await mega(["g", "auth"], { cwd: project.path });
    expect(auth.exitCode, auth.stderr).toBe(0);
    writeFileSync(join(project.path, "apps/main/routes/probe.ts"), PROBES);
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

  describe.each([
    ["development", {}],
    ["production", { NODE_ENV: "production", APP_SECRET: "s".repeat(40) }],
  ])("in %s, no page breaks its Content-Security-Policy", (mode, env: Record<string, string>) => {
    let scripted: Page;
    const violations = async (path: string): Promise<readonly string[]> => {
      await scripted.goto(`${address}${path}`);
      return scripted.evaluate(READ_VIOLATIONS);
    };

    beforeAll(async () => {
      await stop(server);
      [server, address] = await serve(project.path, env);
      const context = await browser.newContext();
      await context.addInitScript(NOTE_VIOLATIONS);
      scripted = await context.newPage();
    });

    test("a page that does is noticed", async () => {
      expect(await violations("/probe/inline")).toEqual(["script-src-elem inline"]);
    });

    test("the start page, and those of failures", async () => {
      for (const path of ["/", "/nowhere", "/probe/failure"]) expect(await violations(path), path).toEqual([]);
      expect(await scripted.title()).toMatch(/^500/);
    });

    test("the list, and a new post, shown and edited", async () => {
      expect(await violations("/posts")).toEqual([]);
      expect(await violations("/posts/new")).toEqual([]);
      await scripted.getByLabel("Title").fill(`Made in ${mode}`);
      await scripted.getByLabel("Body").fill("First words");
      await scripted.locator("main form button").first().click();
      await scripted.waitForURL(/\/posts\/\d+$/);
      expect(await scripted.evaluate(READ_VIOLATIONS)).toEqual([]);
      expect(await violations(`${new URL(scripted.url()).pathname}/edit`)).toEqual([]);
    });

    test("signing up and in, and the account", async () => {
      for (const path of ["/sign-in", "/forgot-password", "/sign-up"]) expect(await violations(path), path).toEqual([]);
      await scripted.getByLabel("Email").fill(`${mode}@example.com`);
      await scripted.getByLabel("Password").fill("correct horse battery staple");
      await scripted.locator("main form button").first().click();
      await scripted.waitForURL(`${address}/`);
      expect(await violations("/account")).toEqual([]);
      expect(new URL(scripted.url()).pathname).toBe("/account");
    });

    test("the documents of the API, in development", async () => {
      expect(await violations("/docs")).toEqual([]);
      const shown = await scripted.getByRole("link", { name: "OpenAPI document" }).count();
      expect(shown).toBe(mode === "development" ? 1 : 0);
    });
  });
});

/** Runs in the page before anything of it does. */
const NOTE_VIOLATIONS = `globalThis.violations = [];
addEventListener("securitypolicyviolation", (event) => {
  globalThis.violations.push(event.effectiveDirective + " " + event.blockedURI);
});`;

const READ_VIOLATIONS = "globalThis.violations";

async function serve(cwd: string, env: Readonly<Record<string, string>> = {}): Promise<[ChildProcess, string]> {
  const child = startMega(["start", "--port", "0"], { cwd, env });
  const [address] = await printed(child, /http:\/\/localhost:\d+/);
  return [child, address];
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}
