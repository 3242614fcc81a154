import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

interface Rule {
  /** Files it speaks of, by the start of their path. */
  readonly of: string;
  /** What they may import of the project, by the start of the path. */
  readonly may: readonly string[];
  /** Packages they must not import. */
  readonly never?: readonly RegExp[];
}

const drivers = [/^better-sqlite3$/, /^pg$/, /^mysql2$/, /^ioredis$/, /^mongodb$/, /^node:sqlite$/];
const terminal = [/^commander$/, /^@clack\//, /^picocolors$/, /^chokidar$/, /^execa$/];

/** The first rule whose `of` starts a path holds for it: the specific ones stand first. */
const RULES: readonly Rule[] = [
  { of: "bin/", may: ["src/main.ts"], never: [/^(?!node:)/] },
  { of: "src/", may: ["src/", "generators/", "runtime/dev/messages.ts"], never: [/^fastify$/, /^kysely$/, ...drivers] },
  { of: "generators/core/", may: ["generators/core/"], never: [...terminal, /^node:(child_process|process)$/] },
  { of: "generators/", may: ["generators/"], never: [...terminal, /^node:(child_process|process|fs)/] },
  {
    of: "runtime/core/",
    may: ["runtime/core/"],
    never: [/^@?fastify/, /^node:(fs|net|http|child_process)/, ...drivers, ...terminal],
  },
  {
    of: "runtime/config/",
    may: ["runtime/config/", "runtime/core/", "runtime/manifest.ts"],
    never: [/^fastify$/, ...drivers, ...terminal],
  },
  {
    of: "runtime/http/",
    may: ["runtime/http/", "runtime/core/", "runtime/config/", "runtime/manifest.ts"],
    never: [...drivers, ...terminal],
  },
  {
    of: "runtime/observe/",
    may: ["runtime/observe/", "runtime/core/", "runtime/config/"],
    never: [...drivers, ...terminal],
  },
  { of: "runtime/model/", may: ["runtime/model/", "runtime/core/"], never: [/^@?fastify/, ...drivers, ...terminal] },
  {
    of: "runtime/db/",
    may: ["runtime/db/", "runtime/model/", "runtime/core/", "runtime/manifest.ts"],
    never: [/^@?fastify/, ...drivers, ...terminal],
  },
  {
    of: "runtime/adapters/sqlite/",
    may: ["runtime/adapters/sqlite/", "runtime/core/"],
    never: [/^@?fastify/, ...terminal],
  },
  {
    of: "runtime/adapters/memory/",
    may: ["runtime/adapters/memory/", "runtime/core/"],
    never: [/^@?fastify/, ...terminal],
  },
  // Runs in browsers too.
  { of: "runtime/client/", may: ["runtime/client/"], never: [/./] },
  {
    of: "runtime/adapters/file/",
    may: ["runtime/adapters/file/", "runtime/core/"],
    never: [/^@?fastify/, ...drivers, ...terminal],
  },
  {
    of: "runtime/adapters/memory/",
    may: ["runtime/adapters/memory/", "runtime/core/"],
    never: [/^@?fastify/, ...drivers, ...terminal],
  },
  { of: "runtime/", may: ["runtime/"], never: terminal },
];

const files = ["bin", "src", "generators", "runtime"].flatMap((folder) => typescriptFiles(join(root, folder)));

describe("imports run one way", () => {
  test.each(files)("%s", (file) => {
    const rule = RULES.find((candidate) => file.startsWith(candidate.of));
    expect(rule, `no rule for ${file}`).toBeDefined();
    for (const { specifier, typeOnly } of importsOf(file)) {
      if (specifier.startsWith(".")) {
        const target = posix.normalize(posix.join(posix.dirname(file), specifier));
        expect(
          rule?.may.some((start) => target.startsWith(start)),
          `${file} imports ${target}`,
        ).toBe(true);
        if (file.startsWith("src/") && target.startsWith("runtime/"))
          expect(typeOnly, `${file}: types only of ${target}`).toBe(true);
      } else {
        expect(
          // An app's plugins are typed as Fastify types them.
          rule?.never?.some((pattern) => pattern.test(specifier)) && !(typeOnly && rule.of === "runtime/config/"),
          `${file} imports ${specifier}`,
        ).not.toBe(true);
      }
    }
  });
});

test("no module imports itself in a circle", () => {
  const graph = new Map(
    files.map((file) => [
      file,
      importsOf(file)
        .filter(isRuntimeImport)
        .map((entry) => resolve(file, entry.specifier)),
    ]),
  );
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): void => {
    expect(trail, "a circle of imports").not.toContain(file);
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
});

/** The entries that meet the outside world; everything else is handed what it needs. */
const ENTRIES = [
  "bin/mega.ts",
  "src/context.ts",
  "src/project/vitest.ts",
  "runtime/dev/child.ts",
  "runtime/console/child.ts",
  "runtime/testing/",
  "runtime/adapters/",
];

test.each(files.filter((file) => !ENTRIES.some((entry) => file.startsWith(entry))))(
  "%s is handed its inputs",
  (file) => {
    const code = withoutComments(readFileSync(join(root, file), "utf8")).replace(/"(?!node:)[^"\n]*"/g, '""');
    const [found] = code.match(/(?<![.\w#])(?:process\.(?!versions)|console\.)\w+|from "node:process"/) ?? [];
    expect(found).toBeUndefined();
  },
);

test("no source file is over 300 lines", () => {
  const long = files.filter((file) => readFileSync(join(root, file), "utf8").split("\n").length - 1 > 300);
  expect(long).toEqual([]);
});

test("no test mocks a module: the tests share them", () => {
  const mocking = typescriptFiles(join(root, "test")).filter((file) =>
    /\bvi\.(?:doM|m)ock\(/.test(readFileSync(join(root, file), "utf8")),
  );
  expect(mocking).toEqual([]);
});

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly lazy: boolean;
}

function importsOf(file: string): readonly Import[] {
  const code = withoutComments(readFileSync(join(root, file), "utf8"));
  const stat = [...code.matchAll(/^\s*(?:import|export)\s+(type\s)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"/gm)];
  const lazy = [...code.matchAll(/\bimport\(\s*"([^"]+)"\s*\)/g)];
  return [
    ...stat.map(([, type, specifier]) => ({ specifier: specifier ?? "", typeOnly: type !== undefined, lazy: false })),
    ...lazy.map(([, specifier]) => ({ specifier: specifier ?? "", typeOnly: false, lazy: true })),
  ];
}

function isRuntimeImport(entry: Import): boolean {
  return entry.specifier.startsWith(".") && !entry.typeOnly && !entry.lazy;
}

function resolve(file: string, specifier: string): string {
  return posix.normalize(posix.join(posix.dirname(file), specifier));
}

function withoutComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
}

function typescriptFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(root, join(entry.parentPath ?? dirname(folder), entry.name)));
}
