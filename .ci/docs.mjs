// Writes docs/reference/ from the command table and the error tables; with --check it only compares, and fails when a
// page differs.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = `${root}docs/reference`;
const built = (path) => import(`${root}dist/${path}`);

const { commands, globalFlags } = await built("src/commands.js");
const { cliErrors } = await built("src/errors.js");
const { ERRORS } = await source("runtime/core/errors/error-table.ts");
const { CONFIG_KEYS } = await source("runtime/config/keys.ts");
const { pathsOf, schemasAt } = await source("runtime/config/schema-at.ts");
const { valueAt } = await source("runtime/config/tree.ts");
const { generatorErrors } = await built("generators/core/errors.js");

const pages = { "commands.md": commandsPage(), "config.md": configPage(), "errors.md": errorsPage() };
const check = process.argv.includes("--check");
if (!check) mkdirSync(folder, { recursive: true });
for (const [name, text] of Object.entries(pages)) {
  if (!check) writeFileSync(`${folder}/${name}`, text);
  else if (readFileSync(`${folder}/${name}`, "utf8") !== text)
    fail(`docs/reference/${name} is not what the tables say: run \`npm run docs\` and commit it.`);
}

/** A module of the runtime, which is built into files that show what its doors export alone. */
function source(path) {
  const outfile = `${root}node_modules/.cache/docs/${path.replace(/ts$/, "mjs")}`;
  buildSync({ entryPoints: [`${root}${path}`], outfile, bundle: true, packages: "external", format: "esm" });
  return import(outfile);
}

function commandsPage() {
  const parts = commands.flatMap((command) => [
    `## mega ${command.path.join(" ")}`,
    `${sentence(command.summary)}`,
    block(
      [
        `mega ${[...command.path, ...(command.args ?? []).map(argument)].join(" ")}${command.flags ? " [options]" : ""}`,
        ...(command.examples ?? []).map((example) => `# ${example}`),
      ].filter((line, index) => index === 0),
    ),
    ...rows(
      ["argument", "meaning"],
      (command.args ?? []).map((arg) => [`\`${argument(arg)}\``, arg.summary]),
    ),
    ...rows(
      ["option", "meaning"],
      (command.flags ?? []).map((flag) => [
        `\`${flag.flag}\``,
        flag.choices ? `${flag.summary}: ${flag.choices.join(", ")}` : flag.summary,
      ]),
    ),
    ...(command.aliases ? [`Other words for it: ${command.aliases.map((word) => `\`${word}\``).join(", ")}.`] : []),
    ...(command.notes ?? []).map(
      ({ title, lines }) => `${title}: ${lines.map((line) => line.replace(/ {2,}/, ": ")).join("; ")}.`,
    ),
    ...(command.examples ? [`Examples: ${command.examples.map((example) => `\`${example}\``).join(" · ")}`] : []),
    `With \`--json\`: \`${command.result}\``,
  ]);
  const flags = rows(
    ["option", "meaning"],
    globalFlags.map((flag) => [`\`${flag.flag}\``, flag.summary]),
  );
  const exits = rows(
    ["exit code", "meaning"],
    [
      ["0", "done"],
      ["1", "expected failure"],
      ["2", "wrong usage"],
      ["70", "a bug in mega"],
      ["130", "interrupted"],
    ],
  );
  return page("Commands", [
    "Written from the command table by `npm run docs`.",
    ...parts,
    "## Options of every command",
    ...flags,
    "## Exit codes",
    ...exits,
  ]);
}

function configPage() {
  return page("Config", [
    "Written from the table of config keys by `npm run docs`. What each is for, and how the layers work: [config](../config.md).",
    "## mega.config.ts",
    "Shared by all apps.",
    ...configRows("global"),
    "## apps/&lt;name&gt;/app.config.ts",
    "Each app has its own.",
    ...configRows("app"),
  ]);
}

function configRows(scope) {
  const keys = Object.entries(CONFIG_KEYS).filter(([, row]) => row.scope === scope);
  return rows(
    ["key", "type", "default", "meaning"],
    keys.flatMap(([key, { schema, summary = "", fallback, requiredIn, variables = {} }]) => {
      const standard = fallback?.({ folder: "<folder>", mode: "development" });
      const inner = pathsOf(schema);
      const isLeaf = inner.length === 0;
      const notes = requiredIn === undefined ? summary : `${summary}; required in ${requiredIn}`;
      const isSecret = schemasAt(schema, "").some((one) => one.secret === true);
      const own = [`\`${key}\``, typeText(schemasAt(schema, "")), isLeaf && !isSecret ? codeText(standard) : "", notes];
      const below = inner.map((path) => {
        const schemas = schemasAt(schema, path);
        const value = valueAt(standard, path) ?? schemas.find((one) => one.default !== undefined)?.default;
        const isTree = pathsOf(schema).some((other) => other.startsWith(`${path}.`));
        const from = variables[path] === undefined ? driversText(schema, path) : `\`${variables[path]}\` sets it too`;
        return [`\`${key}.${path}\``, typeText(schemas), isTree ? "" : codeText(value), from];
      });
      return [own, ...below];
    }),
  );
}

/** Whose option it is, when not every driver of its place has it. */
function driversText(schema, path) {
  const [above, name] = [path.split(".").slice(0, -1).join("."), path.split(".").at(-1)];
  const shapes = schemasAt(schema, above).filter((one) => one.properties?.driver?.const !== undefined);
  const knowing = shapes.filter((one) => Object.hasOwn(one.properties, name));
  if (knowing.length === shapes.length) return "";
  return `of the driver ${knowing.map((one) => `\`${one.properties.driver.const}\``).join(", ")}`;
}

function codeText(value) {
  return value === undefined ? "" : `\`${JSON.stringify(value)}\``;
}

/** What a value may be, in the words of its schemas. */
function typeText(schemas) {
  const words = schemas.flatMap((schema) => {
    if (schema.const !== undefined) return [`\`${schema.const}\``];
    if (schema.enum !== undefined) return schema.enum.map((one) => `\`${one}\``);
    if (schema.isFunction) return ["function"];
    if (schema.aliasOf !== undefined) return [`alias of \`${schema.aliasOf}\``];
    if (schema.type === "array") return [`list of ${typeText(schemasAt(schema, "0")) || "values"}`];
    return schema.type === undefined ? [] : [schema.type].flat();
  });
  return [...new Set(words)].join(", ");
}

function errorsPage() {
  return page("Errors", [
    "Written from the error tables by `npm run docs`. Codes never change once released.",
    "## Runtime",
    "The `code` of a failed answer, and of an error that stops the boot.",
    ...rows(
      ["code", "status"],
      Object.entries(ERRORS).map(([code, { status }]) => [`\`${code}\``, String(status)]),
    ),
    "## Command line",
    ...rows(
      ["code", "exit code"],
      Object.entries(cliErrors).map(([code, { exit }]) => [`\`${code}\``, String(exit)]),
    ),
    "## Generators",
    ...rows(
      ["code", "exit code"],
      Object.entries(generatorErrors).map(([code, { kind }]) => [`\`${code}\``, kind === "usage" ? "2" : "1"]),
    ),
  ]);
}

function page(title, parts) {
  return `# ${title}\n\n${parts.join("\n\n")}\n`;
}

function rows(head, body) {
  if (body.length === 0) return [];
  return [
    [head, head.map(() => "---"), ...body]
      .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
      .join("\n"),
  ];
}

function block(lines) {
  return `\`\`\`sh\n${lines.join("\n")}\n\`\`\``;
}

function argument({ name, required, variadic }) {
  const word = variadic ? `${name}...` : name;
  return required ? `<${word}>` : `[${word}]`;
}

function sentence(text) {
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
