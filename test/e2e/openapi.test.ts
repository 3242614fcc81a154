import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { transformSync } from "esbuild";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { mistakesOf } from "../runtime/http/openapi/valid.ts";
import { expectTypesRight, mega, newProject, printed, startMega } from "./support.ts";

/** Every type of field that a scaffold takes, with modifiers. */
const FIELDS =
  "title:string:max=80:unique body:text:optional email:email site:url:optional path:slug token:uuid:redact " +
  "count:integer:min=0:default=3 big:bigint ratio:float:optional price:decimal:10,2 done:boolean day:date at:time " +
  "moment:datetime:optional extra:json:optional state:enum:draft,published:default=draft owner:ref:user:optional";

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) =>
  existsSync(path),
);

/** A text, because the test runner would rewrite the import. */
const USE_CLIENT = `(async () => {
  const { makeClient } = await import("/api.js");
  const api = makeClient({ baseUrl: "" });
  const { data } = await api.createUser({ body: { name: "Ada" } });
  const { data: users } = await api.listUsers();
  const refused = await api.createUser({ body: { name: 5 } }).catch((error) => error.code);
  await api.deleteUser({ params: { id: data.id } });
  return [...users.map(({ name }) => name), refused, (await api.listUsers()).data.length];
})()`;

describe("the document and the client of a scaffolded project", () => {
  let project: Awaited<ReturnType<typeof newProject>>;
  const run = (...args: string[]): ReturnType<typeof mega> => mega(args, { cwd: project.path });

  beforeAll(async () => {
    project = await newProject("web");
    for (const fields of ["user name:string", `thing ${FIELDS}`]) {
      const made = await run("scaffold", "crud", ...fields.split(" "));
      expect(made.exitCode, made.stderr).toBe(0);
    }
  });

  afterAll(() => project?.[Symbol.dispose]());

  test("the document is valid, in every mode, and is the same each time", async () => {
    const printedOnce = await run("openapi");
    expect(printedOnce.exitCode, printedOnce.stderr).toBe(0);
    const document = JSON.parse(printedOnce.stdout) as { paths: Record<string, unknown> };
    expect(await mistakesOf(document)).toEqual([]);
    expect(Object.keys(document.paths)).toEqual(["/api/things", "/api/things/{id}", "/api/users", "/api/users/{id}"]);
    const env = { NODE_ENV: "production", APP_SECRET: "s".repeat(40) };
    const again = await mega(["openapi", "--json"], { cwd: project.path, env });
    expect(JSON.parse(again.stdout)).toMatchObject({ data: { app: "main", document } });
  });

  test("mega openapi --out writes it, and replaces no file that is no document", async () => {
    const written = await run("openapi", "--out", "docs/openapi.json", "--json");
    expect(JSON.parse(written.stdout)).toMatchObject({
      data: { app: "main", file: "docs/openapi.json", state: "new" },
    });
    expect(JSON.parse((await run("openapi", "--out", "docs/openapi.json", "--json")).stdout)).toMatchObject({
      data: { state: "same" },
    });
    const refused = await run("openapi", "--out", "package.json", "--json");
    expect([refused.exitCode, JSON.parse(refused.stdout)]).toMatchObject([1, { error: { code: "file_foreign" } }]);
  });

  test("mega client writes a client that compiles, and a second run changes nothing", async () => {
    const written = await run("client", "--out", "web/api.ts", "--json");
    expect(JSON.parse(written.stdout)).toMatchObject({ data: { app: "main", file: "web/api.ts", state: "new" } });
    const file = join(project.path, "web/api.ts");
    const { mtimeMs } = statSync(file);
    const again = await run("client", "--out", "web/api.ts", "--json");
    expect(JSON.parse(again.stdout)).toMatchObject({ data: { state: "same" } });
    expect(statSync(file).mtimeMs).toBe(mtimeMs);
    await expectTypesRight(project.path);
  });

  test("a file that mega did not write stays, unless it is forced", async () => {
    const file = join(project.path, "own.ts");
    writeFileSync(file, "export const own = 1;\n");
    const refused = await run("client", "--out", "own.ts", "--json");
    expect([refused.exitCode, JSON.parse(refused.stdout)]).toMatchObject([1, { error: { code: "file_foreign" } }]);
    expect(readFileSync(file, "utf8")).toBe("export const own = 1;\n");
    expect((await run("client", "--out", "own.ts", "--force")).exitCode).toBe(0);
    expect(readFileSync(file, "utf8")).toContain("export function makeClient");
  });

  test("nothing is written outside of the project, links followed", async () => {
    const outside = join(project.path, "../outside");
    mkdirSync(outside, { recursive: true });
    symlinkSync(outside, join(project.path, "linked"));
    for (const out of ["../outside/api.ts", join(outside, "api.ts"), "linked/api.ts"]) {
      const refused = await run("client", "--out", out, "--json");
      expect([refused.exitCode, JSON.parse(refused.stdout)]).toMatchObject([1, { error: { code: "path_outside" } }]);
    }
    expect(existsSync(join(outside, "api.ts"))).toBe(false);
  });

  test("an app that is not there is named", async () => {
    const refused = await run("client", "--app", "shop", "--json");
    expect([refused.exitCode, JSON.parse(refused.stdout)]).toMatchObject([2, { error: { code: "app_missing" } }]);
  });

  describe.skipIf(executablePath === undefined)("in a real browser (Chromium)", () => {
    let server: ChildProcess;
    let address: string;

    beforeAll(async () => {
      await run("client", "--out", "web/api.ts");
      const { code } = transformSync(readFileSync(join(project.path, "web/api.ts"), "utf8"), { loader: "ts" });
      writeFileSync(join(project.path, "apps/main/public/api.js"), code);
      server = startMega(["start", "--port", "0"], { cwd: project.path });
      [address] = await printed(server, /http:\/\/localhost:\d+/);
    });

    afterAll(async () => {
      const ended = once(server, "exit");
      server.kill("SIGTERM");
      await ended;
    });

    test("the page is whole without script, and the client works on it", async () => {
      const args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"];
      const browser = await chromium.launch({ executablePath: executablePath ?? "", args });
      try {
        for (const colorScheme of ["light", "dark"] as const) {
          const context = await browser.newContext({ javaScriptEnabled: false, colorScheme });
          const page = await context.newPage();
          const problems: string[] = [];
          page.on("console", (line) => problems.push(line.text()));
          page.on("request", (request) => {
            if (!request.url().startsWith(address)) problems.push(request.url());
          });
          await page.goto(`${address}/docs`);
          await page.getByRole("link", { name: /POST \/api\/things/ }).click();
          expect(await page.getByText("createThing").isVisible()).toBe(true);
          const heading = page.getByRole("heading", { level: 1 });
          // Larger than a browser would have it: the style is there.
          expect((await heading.boundingBox())?.x).toBeGreaterThan(200);
          expect(problems).toEqual([]);
          const shots = process.env["MEGA_SCREENSHOTS"];
          if (shots !== undefined) await page.screenshot({ path: join(shots, `docs-${colorScheme}.png`) });
          await context.close();
        }
        const page = await browser.newPage();
        await page.goto(`${address}/docs`);
        const problems: string[] = [];
        page.on("console", (line) => problems.push(line.text()));
        page.on("pageerror", (error) => problems.push(error.message));
        expect(await page.evaluate(USE_CLIENT)).toEqual(["Ada", "validation_failed", 0]);
        // The browser itself notes the refusal that was asked for.
        expect(problems.filter((text) => !text.includes("422"))).toEqual([]);
      } finally {
        await browser.close();
      }
    });
  });
});
