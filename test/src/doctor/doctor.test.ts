import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { watchesOf } from "../../../src/doctor/machine.ts";
import { frameworkVersion } from "../../../src/project/framework.ts";
import { cli, temporaryFolder, write } from "../../cli/support.ts";

interface Checked {
  readonly name: string;
  readonly state: string;
  readonly message: string;
  readonly hint?: string;
}

const FILES: Readonly<Record<string, string>> = {
  "mega.config.ts": "export default {};\n",
  "package.json": '{ "name": "blog" }\n',
  "package-lock.json": "{}\n",
  "tsconfig.json": '{ "extends": "mega-framework/tsconfig.json" }\n',
  "vitest.config.ts": 'import { mega } from "mega-framework/testing/vitest";\n',
  ".gitignore": ".env\n.mega/\nnode_modules/\n",
  ".env": "PORT=1\nAPP_SECRET=0123456789abcdef0123456789abcdef\n",
  ".env.example": "PORT=3000\nAPP_SECRET=\n",
  "apps/main/app.config.ts": "export default {};\n",
  "apps/main/locales/server/en.json": '{ "a": { "b": "B" }, "c": "C" }\n',
  "apps/main/locales/server/ko.json": '{ "a": { "b": "B" }, "c": "C" }\n',
};

/** A project of these files, in which nothing is wrong but that its packages are not installed. */
function makeProject(files: Readonly<Record<string, string | null>> = {}): ReturnType<typeof temporaryFolder> {
  const folder = temporaryFolder();
  for (const [file, text] of Object.entries({ ...FILES, ...files })) if (text !== null) write(folder.path, file, text);
  execFileSync("git", ["init", "--quiet"], { cwd: folder.path });
  return folder;
}

async function doctor(
  cwd: string,
  nodeVersion?: string,
): Promise<{ readonly code: number; readonly checks: readonly Checked[] }> {
  const { code, stdout } = await cli(["doctor", "--json"], {
    cwd,
    ...(nodeVersion === undefined ? {} : { nodeVersion }),
  });
  return {
    code,
    checks: (JSON.parse(stdout) as { readonly data: { readonly checks: readonly Checked[] } }).data.checks,
  };
}

/** What is found besides that the packages are missing. */
async function found(cwd: string): Promise<readonly string[]> {
  const { checks } = await doctor(cwd);
  const told = checks.filter(({ state, name }) => state !== "ok" && name !== "packages");
  return told.map(({ name, state, message }) => `${name} ${state}: ${message}`);
}

test("a sound project without its packages has that one problem", async () => {
  using folder = makeProject();
  const { code, checks } = await doctor(folder.path);
  expect(code).toBe(1);
  expect(checks.filter(({ state }) => state !== "ok")).toEqual([
    { name: "packages", state: "problem", message: "mega-framework is not installed", hint: "run `npm install`" },
  ]);
  expect(checks.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      "node",
      "disk",
      "lock",
      "environment",
      "secret",
      "private",
      "port",
      "typescript",
      "tests",
      "languages",
      "names",
    ]),
  );
});

describe("each thing that is wrong alone", () => {
  test.each([
    [{ "package-lock.json": null }, "lock warning: no lock file is there"],
    [{ "yarn.lock": "" }, "lock warning: there are 2 lock files: package-lock.json, yarn.lock"],
    [{ ".env": null }, "environment warning: .env is not there"],
    [{ ".env.example": "PORT=1\nAPP_SECRET=\nREDIS_URL=\nMAIL=\n" }, "environment warning: .env lacks MAIL, REDIS_URL"],
    [{ ".env": "PORT=1\nAPP_SECRET=short\n" }, "secret warning: APP_SECRET has only 5 characters"],
    [{ ".env": "PORT=1\nAPP_SECRET=\n" }, "secret warning: APP_SECRET is empty"],
    [{ ".gitignore": "node_modules/\n" }, "private warning: git would add .env and .mega/"],
    [{ "tsconfig.json": "{}" }, "typescript warning: tsconfig.json does not name mega-framework/tsconfig.json"],
    [{ "vitest.config.ts": null }, "tests warning: vitest.config.ts is not there"],
    [
      { "apps/main/locales/server/ko.json": '{ "a": {} }' },
      "languages warning: apps/main/locales/server/ko.json lacks a.b, c",
    ],
    [
      { "apps/main/locales/server/ko.json": "{" },
      "languages problem: apps/main/locales/server/ko.json is no JSON object of texts",
    ],
    [{ "src/Post.ts": "", "src/post.ts": "" }, "names warning: only case tells src/Post.ts and src/post.ts apart"],
    [
      { ".mega/journal/open": "20261123T120000123Z" },
      "runs warning: the run 20261123T120000123Z of a generator was cut off, or is at work",
    ],
  ] as const)("%j", async (files, message) => {
    using folder = makeProject(files);
    expect(await found(folder.path)).toEqual([message]);
  });

  test("a secret that git has", async () => {
    using folder = makeProject();
    execFileSync("git", ["add", "--force", ".env"], { cwd: folder.path });
    expect(await found(folder.path)).toEqual(["private problem: git has .env"]);
  });

  test("a port that somebody has", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { readonly port: number };
    using folder = makeProject({ ".env": `PORT=${port}\nAPP_SECRET=0123456789abcdef0123456789abcdef\n` });
    const [told] = await found(folder.path);
    await new Promise((resolve) => server.close(resolve));
    expect(told).toMatch(new RegExp(`^port warning: port ${port} is taken by .+ \\(pid ${process.pid}\\)$`));
  });

  test.runIf(process.platform === "linux")("its own server on the port is no mistake", async () => {
    using folder = makeProject({ ".env": "APP_SECRET=0123456789abcdef0123456789abcdef\n" });
    const listens =
      'const s = require("net").createServer().listen(0, "127.0.0.1", () => console.log(s.address().port))';
    const server = spawn(process.execPath, ["-e", listens], { cwd: folder.path, stdio: ["ignore", "pipe", "inherit"] });
    try {
      const [port] = (await once(server.stdout, "data")) as [Buffer];
      write(folder.path, ".env", `PORT=${String(port).trim()}\nAPP_SECRET=0123456789abcdef0123456789abcdef\n`);
      expect(await found(folder.path)).toEqual([]);
    } finally {
      server.kill();
    }
  });

  test("a database driver that was built for another Node", async () => {
    using folder = makeProject({
      "package.json": '{ "dependencies": { "better-sqlite3": "^12.0.0" } }',
      "node_modules/better-sqlite3/index.js": "throw new Error('was compiled against a different Node.js version');\n",
    });
    expect(await found(folder.path)).toEqual([
      "sqlite problem: better-sqlite3 does not open: was compiled against a different Node.js version",
    ]);
  });

  test("another version of the framework", async () => {
    using folder = makeProject({ "node_modules/mega-framework/package.json": '{ "version": "0.0.1" }' });
    const { checks } = await doctor(folder.path);
    expect(checks.find(({ name }) => name === "packages")).toMatchObject({
      state: "warning",
      message: expect.stringMatching(/^this command is version .+, and the project has 0\.0\.1$/),
    });
    // Its runtime cannot be started, which is told and not thrown.
    expect(checks.find(({ name }) => name === "config")?.state).toBe("problem");
  });

  test("packages that were listed after the installation", async () => {
    using folder = makeProject({
      "package.json":
        '{ "dependencies": { "mega-framework": "*", "there": "1" }, "devDependencies": { "@a/gone": "1" } }',
      "node_modules/mega-framework/package.json": JSON.stringify({ version: frameworkVersion() }),
      "node_modules/there/package.json": "{}",
    });
    const { checks } = await doctor(folder.path);
    expect(checks.find(({ name }) => name === "packages")).toEqual({
      name: "packages",
      state: "problem",
      message: "package.json lists what is not installed: @a/gone",
      hint: "run `npm install`",
    });
  });

  test("a file where a folder belongs: the check that stumbles over it tells it, and the others still look", async () => {
    using folder = makeProject();
    rmSync(join(folder.path, "apps"), { recursive: true });
    writeFileSync(join(folder.path, "apps"), "");
    expect(await found(folder.path)).toEqual([
      expect.stringMatching(/^languages problem: this could not be looked at: ENOTDIR: not a directory/),
    ]);
  });

  test("a Node that is too old", async () => {
    using folder = temporaryFolder();
    const { code, stderr } = await cli(["doctor"], { cwd: folder.path, nodeVersion: "18.0.0" });
    expect([code, stderr]).toEqual([1, expect.stringContaining("mega does not run on Node 18.0.0")]);
  });

  test("few files that can be watched", () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, "few"), "8192\n");
    writeFileSync(join(folder.path, "many"), "524288\n");
    expect(watchesOf(join(folder.path, "few"))).toMatchObject({ state: "warning" });
    expect(watchesOf(join(folder.path, "many"))).toMatchObject({ state: "ok" });
    expect(watchesOf(join(folder.path, "none"))).toBeNull();
  });
});

test("outside a project the machine is looked at", async () => {
  using folder = temporaryFolder();
  const { code, stdout } = await cli(["doctor"], { cwd: folder.path });
  expect(code).toBe(0);
  expect(stdout).toContain("✓  node");
  expect(stdout).toContain("this machine (no project is here): all is well");
});

test("what is wrong stands above what to do", async () => {
  using folder = makeProject({ ".env": null });
  rmSync(join(folder.path, ".git"), { recursive: true });
  mkdirSync(join(folder.path, "apps/main/empty"));
  const { stdout } = await cli(["doctor"], { cwd: folder.path });
  expect(stdout).toContain(
    "!  environment  .env is not there\n                copy .env.example to .env, and fill it in\n",
  );
  expect(stdout).toMatch(/\nblog: 1 problem, 1 warning\n$/);
});
