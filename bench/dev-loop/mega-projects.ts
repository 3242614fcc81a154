import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Contestant, Edit, Place } from "./contestant.ts";

const ROUTE = "apps/main/routes/posts.ts";
const POSTS = "/api/posts";

/** Route, service and model of the sample that `mega scaffold crud` makes. */
export function code(place: Place): Contestant {
  return megaProject(place, {
    name: "mega: route, service and model of the crud sample",
    target: "≤ 50 ms, p95 ≤ 150 ms, ≤ 0.35× of nodemon, ≤ 0.1× of nest",
    edits: codeEdits,
  });
}

/** The same, with saves that come before the next process is ready. */
export function codeAgain(place: Place): Contestant {
  return megaProject(place, {
    name: "mega: the same, saved again as soon as the save before is served",
    target: "≤ 500 ms",
    edits: codeEdits,
  });
}

export function texts(place: Place): Contestant {
  return megaProject(place, {
    name: "mega: view and language file of the crud sample",
    target: "≤ 20 ms",
    edits: (read) => {
      const [view, english] = ["apps/main/views/home.hbs", "apps/main/locales/server/en.json"];
      return [
        { file: view, path: "/", text: (mark) => `<p>${mark}</p>${read(view)}` },
        { file: english, path: "/", text: (mark) => read(english).replace("It runs", `It runs ${mark}`) },
      ];
    },
  });
}

/** What leads to a process with a fresh environment. */
export function surroundings(place: Place): Contestant {
  return megaProject(place, {
    name: "mega: mega.config.ts and .env of the crud sample",
    target: "≤ 500 ms",
    prepare: ({ read, write }) => write(ROUTE, answering(read(ROUTE), 'process.env.MARK + " " + globalThis.mark')),
    edits: (read) => [
      { file: ".env", path: POSTS, text: (mark) => `${read(".env")}\nMARK=${mark}\n` },
      {
        file: "mega.config.ts",
        path: POSTS,
        text: (mark) => `${read("mega.config.ts")}\n(globalThis as { mark?: string }).mark = "${mark}";\n`,
      },
    ],
  });
}

/** The sample with more files: routes, each with a module of its own. */
export function grown(files: number): (place: Place) => Contestant {
  const route = (index: number, mark: string): string =>
    `import { defineRoutes } from "mega-framework";\nimport { word } from "../words/w${index}.ts";\nexport default defineRoutes("/r${index}", (route) => {\n  route.get("/", () => ({ word, mark: "${mark}" }));\n  route.get("/:id", { params: { type: "object", properties: { id: { type: "integer" } } } }, (req) => ({ id: req.params }));\n});\n`;
  return (place) =>
    megaProject(place, {
      name: `mega: a route of ${files} files`,
      target: files > 100 ? "≤ 120 ms" : "≤ 50 ms",
      prepare: ({ write }) => {
        for (let index = 0; index < files / 2; index++) {
          write(`apps/main/routes/r${index}.ts`, route(index, ""));
          write(`apps/main/words/w${index}.ts`, `export const word: string = "w${index}";\n`);
        }
      },
      edits: () =>
        [7, 19, 31].map((index) => ({
          file: `apps/main/routes/r${index}.ts`,
          path: `/r${index}`,
          text: (mark) => route(index, mark),
        })),
    });
}

/** Gives a file of a project as it was at first. */
type Read = (file: string) => string;

interface Parts extends Pick<Contestant, "name" | "target"> {
  readonly edits: (read: Read) => readonly Edit[];
  /** Changes the sample before it is first started. */
  readonly prepare?: (project: { readonly read: Read; readonly write: (file: string, text: string) => void }) => void;
}

function megaProject({ root, base }: Place, { name, target, prepare, edits }: Parts): Contestant {
  const folder = mkdtempSync(join(base, "mega-"));
  cpSync(join(root, "sample/crud/project"), folder, { recursive: true });
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules/mega-framework"));
  symlinkSync(join(root, "node_modules/better-sqlite3"), join(folder, "node_modules/better-sqlite3"));
  const first = new Map<string, string>();
  const read = (file: string): string => {
    if (!first.has(file)) first.set(file, readFileSync(join(folder, file), "utf8"));
    return first.get(file) ?? "";
  };
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  // A benchmark asks more often than people do.
  const app = "apps/main/app.config.ts";
  write(app, read(app).replace("defineAppConfig({", "defineAppConfig({\n  rateLimit: false,"));
  prepare?.({ read, write });
  const command = [process.execPath, join(root, "dist/bin/mega.js"), "start", "--watch"];
  return { name, target, folder, command, path: POSTS, edits: edits(read) };
}

function codeEdits(read: Read): readonly Edit[] {
  const marked = (file: string, at: string): Edit => ({
    file,
    path: POSTS,
    text: (mark) => read(file).replace(at, `(globalThis as { mark?: string }).mark += "${mark}";\n${at}`),
  });
  return [
    { file: ROUTE, path: POSTS, text: (mark) => answering(read(ROUTE), `"${mark}" + globalThis.mark`) },
    marked("apps/main/services/posts.ts", "export default"),
    marked("apps/main/models/post.ts", "export const"),
  ];
}

/** The route's first handler with the header `x-mark`. */
function answering(route: string, mark: string): string {
  const handler = "(req, _reply, ctx) => {";
  return route.replace(handler, `${handler}\n    _reply.header("x-mark", ${mark});`);
}
