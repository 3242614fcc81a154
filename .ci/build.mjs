// Builds dist/: TypeScript by tsc, the command line into one file, the runtime into a few, then the data that travels
// beside them. The finished folder takes the old one's place in one rename, so that a command which runs meanwhile sees
// the one or the other.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import standaloneCode from "ajv/dist/standalone/index.js";
import { build, buildSync, transformSync } from "esbuild";
import Handlebars from "handlebars";

/** ES modules in many files: Node needs up to ten times as long to load them as the same code in one. */
const MANY_FILES = ["intl-messageformat", "kysely", "typebox"];

/** The files of packages that hold all of them, as they are published for browsers. */
const ONE_FILE = { handlebars: "handlebars/dist/handlebars.js" };

/** Where processes and projects enter the runtime. They share what they import, so that it is there once. */
const RUNTIME_DOORS = ["index", "client/index", "testing/index", "dev/child", "console/child"];

/** Small packages that a short command needs: looking for their files takes longer than what they do. */
const IN_THE_COMMAND = ["commander", "fastest-levenshtein", "picocolors", "pluralize"];

const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
const next = mkdtempSync("dist-");

const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json", "--outDir", next], {
  stdio: "inherit",
});
if (status !== 0) {
  rmSync(next, { recursive: true });
  process.exit(1);
}
bundleDoors(resolve(next));
bundlePackages(`${next}/vendor`);
await compileChecks(
  `${next}/runtime/config/checks.js`,
  `import { CONFIG_FORMATS } from "./formats.js";
const FORMATS = Object.fromEntries(Object.entries(CONFIG_FORMATS).map(([name, { isValid }]) => [name, isValid]));`,
);
await compileChecks(
  `${next}/runtime/core/schema/schema-check.js`,
  'export const META_SCHEMA = "http://json-schema.org/draft-07/schema";',
);
await bundleRuntime(resolve(next));
cpSync("templates", `${next}/templates`, { recursive: true });
await compileTemplates(`${next}/generators/core`, `${next}/templates`);
cpSync("src/dev/inspector/page", `${next}/src/dev/inspector/page`, { recursive: true });
cpSync("runtime/tsconfig.project.json", `${next}/tsconfig.project.json`);
chmodSync(`${next}/bin/mega.js`, 0o755);
writeFileSync(join(next, "build-id"), contentsHash(next));
rmSync("dist", { recursive: true, force: true });
renameSync(next, "dist");
chmodSync("dist", 0o755);

/**
 * The command line and the Vitest plugin, each with its parts in one file. The command line as CommonJS: Node then starts
 * without the loader of ES modules and its file by file, a third of what a scaffold takes. What is imported
 * dynamically still runs when it is asked for, not before.
 */
function bundleDoors(folder) {
  // The parts look for files from where they lay: two folders below dist/, as in the source below the checkout.
  const partUrl = 'const partUrl = require("node:url").pathToFileURL(`${__dirname}/../src/parts/mega.js`).href;';
  const { dependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  const options = { absWorkingDir: folder, outdir: folder, outbase: folder, allowOverwrite: true, bundle: true };
  const common = { ...options, platform: "node", target: "node20.19", logLevel: "warning" };
  buildSync({ ...common, entryPoints: ["src/project/vitest.js"], format: "esm", packages: "external" });
  buildSync({
    ...common,
    entryPoints: ["bin/mega.js"],
    format: "cjs",
    external: Object.keys(dependencies).filter((name) => !IN_THE_COMMAND.includes(name)),
    define: { "import.meta.url": "partUrl" },
    // Node reads all of it for each command. The names stay, and the lines are short, for the stack of a bug report.
    minifyWhitespace: true,
    minifySyntax: true,
    lineLimit: 160,
    banner: { js: `"use strict";\n${IN_THE_COMMAND.map(noticeOf).join("\n")}\n${partUrl}` },
  });
  writeFileSync(join(folder, "bin/package.json"), '{ "type": "commonjs" }\n');
}

/** Equal contents, equal id: `mega new` finds the tarball that it has packed of a checkout by it. */
function contentsHash(folder) {
  const hash = createHash("sha256");
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const file of entries.map((entry) => join(entry.parentPath, entry.name)).sort()) {
    hash.update(relative(folder, file)).update("\0").update(readFileSync(file));
  }
  return hash.digest("hex");
}

/** Makes one file of each package, which the runtime imports as `#vendor/…`. Its types stay the package's own. */
function bundlePackages(vendor) {
  mkdirSync(vendor);
  for (const name of MANY_FILES) {
    const { outputFiles, metafile } = buildSync({
      entryPoints: [name],
      write: false,
      metafile: true,
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node20.19",
      minifyWhitespace: true,
      lineLimit: 160,
      logLevel: "warning",
    });
    const inside = Object.keys(metafile.inputs).map((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)[1]);
    const notices = Array.from(new Set(inside), noticeOf).sort();
    writeFileSync(`${vendor}/${name}.js`, `${notices.join("\n")}\n${withClassNames(outputFiles[0].text)}`);
  }
}

/**
 * Ajv takes longer to compile the checks of the config and the schema of schemas than everything else of a small boot
 * takes: done here, once. `head`: what the compiled module has beside its checks.
 */
async function compileChecks(module, head) {
  const { ajv, CHECK_NAMES } = await import(resolve(module));
  const checks = standaloneCode(ajv, Object.fromEntries(CHECK_NAMES.map((name) => [name, name])));
  const text = `import { createRequire } from "node:module";
${head}
const require = createRequire(import.meta.url);
const exports = {};
${checks}
export const checkOf = (name) => exports[name];
`;
  writeFileSync(module, text);
}

/**
 * The modules of the runtime in as few files as its doors and lazy imports allow, each module in one of them; they take
 * the place of what tsc wrote, beside its types. A file of their own for all that is shared lies in `chunks`.
 */
async function bundleRuntime(folder) {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  const { outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: RUNTIME_DOORS.map((door) => `runtime/${door}.js`),
    outdir: folder,
    outbase: folder,
    chunkNames: "runtime/chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node20.19",
    alias: Object.fromEntries(MANY_FILES.map((name) => [name, `#vendor/${name}`])),
    external: ["#vendor/*", ...Object.keys({ ...dependencies, ...peerDependencies })],
    plugins: [requireCommonJs(Object.keys(dependencies))],
    logLevel: "warning",
  });
  for (const file of readdirSync(`${folder}/runtime`, { recursive: true }).filter((name) => name.endsWith(".js")))
    rmSync(join(folder, "runtime", file));
  mkdirSync(`${folder}/runtime/chunks`);
  for (const { path, text } of outputFiles) {
    // A module that looks for files from where it lies was written one folder below runtime/, and has to stay there.
    if (text.includes("import.meta.") && dirname(dirname(path)) !== `${folder}/runtime`)
      throw new Error(`${path}: a module with import.meta has moved up or down a folder`);
    writeFileSync(path, withClassNames(text));
  }
}

/**
 * Packages of CommonJS are required. For an import Node reads each of their files twice, first to guess what it exports,
 * and resolves them in its slower way. What they export is known here, so the build imports them itself to ask.
 */
function requireCommonJs(packages) {
  return {
    name: "require-commonjs",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^[@a-z]/ }, ({ path, namespace }) => {
        if (namespace === "commonjs" || !packages.includes(path) || !isCommonJs(path)) return undefined;
        return { path, namespace: "commonjs" };
      });
      onLoad({ filter: /./, namespace: "commonjs" }, async ({ path }) => {
        const names = Object.keys(await import(path)).filter(
          (name) => /^[$A-Za-z]\w*$/.test(name) && name !== "default",
        );
        const contents = `import { createRequire } from "node:module";
const exported = createRequire(import.meta.url)(${JSON.stringify(ONE_FILE[path] ?? path)});
${names.map((name) => `export const ${name} = exported.${name};`).join("\n")}
export default exported;
`;
        return { contents };
      });
    },
  };
}

function isCommonJs(name) {
  const file = fileURLToPath(import.meta.resolve(name));
  const { type } = JSON.parse(readFileSync(join("node_modules", name, "package.json"), "utf8"));
  return file.endsWith(".cjs") || (file.endsWith(".js") && type !== "module");
}

/** esbuild calls a class that names itself within `_MegaApp`, and so would an error or a printed object. */
function withClassNames(text) {
  const names = Array.from(text.matchAll(/\bclass (_\w+)/g), ([, name]) => name);
  return names.reduce((named, name) => named.replace(new RegExp(`\\b${name}\\b`, "g"), name.slice(1)), text);
}

function noticeOf(name) {
  const folder = join("node_modules", name);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  return `/*\n${name}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n*/`;
}

/** Handlebars takes longer to compile the templates of one generator than the rest of its run takes: done here, once. */
async function compileTemplates(core, templates) {
  const { textsOf } = await import(resolve(core, "render.js"));
  const { COMPILE_OPTIONS, COMPILED_FILE } = await import(resolve(core, "template-engine.js"));
  for (const folder of readdirSync(templates)) {
    const files = readdirSync(join(templates, folder), { recursive: true }).filter((file) => file.endsWith(".hbs"));
    const texts = files.flatMap((name) => textsOf({ name, text: readFileSync(join(templates, folder, name), "utf8") }));
    const entries = [...new Set(texts)].map((text) => {
      return `[${JSON.stringify(text)}, ${Handlebars.precompile(text, COMPILE_OPTIONS)}]`;
    });
    const module = `module.exports = new Map([\n${entries.join(",\n")}\n]);\n`;
    writeFileSync(
      join(templates, folder, COMPILED_FILE),
      transformSync(module, { minify: true, charset: "utf8" }).code,
    );
  }
}
