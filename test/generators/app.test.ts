import { expect, test } from "vitest";
import { parse } from "yaml";

import { appPlan, appTemplates, type AppInput } from "../../generators/app.ts";

const input: AppInput = {
  command: "mega new my-blog",
  name: "my-blog",
  template: "web",
  framework: `file:/home/a "b"/mega.tgz`,
  packageManager: "npm",
  now: new Date(2026, 0, 5),
  secret: "0123456789abcdef0123456789abcdef",
};

function files(changes: Partial<AppInput> = {}): Readonly<Record<string, string>> {
  const { operations } = appPlan({ ...input, ...changes });
  return Object.fromEntries(operations.map((one) => [one.path, one.kind === "create" ? one.content : ""]));
}

test.each(appTemplates)("the template %s holds what every project has", (template) => {
  expect(Object.keys(files({ template }))).toEqual(
    expect.arrayContaining([
      ".env",
      ".env.example",
      ".gitignore",
      "README.md",
      "mega.config.ts",
      "package.json",
      "test/home.test.ts",
    ]),
  );
});

test.each([
  ["web", ["apps/main/locales/server/ko.json", "apps/main/public/app.css", "apps/main/views/layout.hbs"], []],
  ["api", ["apps/main/locales/server/ko.json"], ["apps/main/views/layout.hbs", "apps/main/public/app.css"]],
  ["minimal", [], ["apps/main/locales/server/en.json", "apps/main/views/layout.hbs"]],
] as const)("%s has its own files", (template, present, absent) => {
  const paths = Object.keys(files({ template }));
  expect(paths).toEqual(expect.arrayContaining([...present]));
  for (const path of absent) expect(paths).not.toContain(path);
});

test("package.json says the framework as it was given, whatever letters that has", () => {
  const { dependencies, allowScripts } = JSON.parse(files()["package.json"] ?? "") as Record<
    string,
    Record<string, unknown>
  >;
  expect(dependencies?.["mega-framework"]).toBe(input.framework);
  expect(allowScripts).toMatchObject({ "better-sqlite3": true });
});

test.each(appTemplates)("every JSON file of %s is JSON", (template) => {
  for (const packageManager of ["npm", "pnpm", "yarn", "bun"] as const) {
    for (const [path, text] of Object.entries(files({ template, packageManager }))) {
      if (path.endsWith(".json")) expect(() => JSON.parse(text), path).not.toThrow();
    }
  }
});

test("views keep their own mustaches", () => {
  const { "apps/main/views/layout.hbs": layout = "", "apps/main/views/home.hbs": home = "" } = files();
  expect(layout).toContain("{{{body}}}");
  expect(layout).toContain("My Blog</title>");
  expect(home).toContain(`{{t "home.title"}}`);
});

test("every text of the start page is there in each language", () => {
  const used = [...(files()["apps/main/views/home.hbs"] ?? "").matchAll(/\{\{t "home\.(\w+)"\}\}/g)].map(
    ([, key]) => key,
  );
  for (const language of ["en", "ko"]) {
    const { home } = JSON.parse(files()[`apps/main/locales/server/${language}.json`] ?? "") as {
      home: Record<string, string>;
    };
    expect(Object.keys(home).sort()).toEqual(used.sort());
  }
});

test("the first decision record carries the date", () => {
  expect(files()["docs/adr/0001-record-architecture-decisions.md"]).toContain("Date: 2026-01-05");
});

test("a plan is the same for the same input", () => {
  expect(files()).toEqual(files());
});

test("the secret stands in .env alone, which is not in git", () => {
  const found = Object.entries(files()).filter(([, text]) => text.includes(input.secret));
  expect(found.map(([path]) => path)).toEqual([".env"]);
  expect(files()[".env.example"]).toMatch(/^APP_SECRET=$/m);
  expect(files()[".gitignore"]).toMatch(/^\.env$/m);
});

test.each([
  ["npm", "npm ci", ["actions/checkout@v5", "actions/setup-node@v5"], "npm"],
  [
    "pnpm",
    "pnpm install --frozen-lockfile",
    ["actions/checkout@v5", "pnpm/action-setup@v4", "actions/setup-node@v5"],
    "pnpm",
  ],
  ["yarn", "yarn install --frozen-lockfile", ["actions/checkout@v5", "actions/setup-node@v5"], "yarn"],
  [
    "bun",
    "bun install --frozen-lockfile",
    ["actions/checkout@v5", "oven-sh/setup-bun@v2", "actions/setup-node@v5"],
    undefined,
  ],
] as const)("the workflow installs with %s what its lock file names, and checks", (...row) => {
  const [packageManager, install, actions, cache] = row;
  const { jobs, permissions } = parse(files({ packageManager })[".github/workflows/ci.yml"] ?? "") as Workflow;
  const { steps } = jobs.check;
  expect(steps.flatMap(({ uses }) => uses ?? [])).toEqual(actions);
  expect(steps.flatMap(({ run }) => run ?? [])).toEqual([install, "npm run check", "npx mega adr check"]);
  expect(steps.find(({ uses }) => uses?.startsWith("actions/setup-node"))?.with).toEqual({
    "node-version": 24,
    ...(cache && { cache }),
  });
  expect(permissions).toEqual({ contents: "read" });
});

interface Workflow {
  readonly permissions: unknown;
  readonly jobs: {
    readonly check: {
      readonly steps: readonly { readonly uses?: string; readonly run?: string; readonly with?: unknown }[];
    };
  };
}

test.each(appTemplates)("what AGENTS.md says of %s is there", (template) => {
  const paths = Object.keys(files({ template }));
  const text = files({ template })["AGENTS.md"] ?? "";
  expect(text.includes("apps/main/views/")).toBe(paths.some((path) => path.includes("/views/")));
  expect(text.includes("locales/server")).toBe(paths.some((path) => path.includes("/locales/")));
  expect(text).not.toContain("{{");
});
