import { MagicString } from "magic-string";
import { parseSync, Visitor } from "oxc-parser";
import type { ArrayExpression, ObjectExpression, ObjectProperty, Program } from "oxc-parser";
import { CODE_WIDTH } from "./code.ts";
import { GeneratorError } from "./errors.ts";

/** What is added to a config file. */
export interface ConfigAddition {
  /** The function whose argument is the config: `defineAppConfig`. */
  readonly callee: string;
  readonly imports?: readonly { readonly name: string; readonly from: string }[];
  /** Keys with the code of their value. One that is there stays as it is. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Keys whose value is a list, with the name that goes to its end when it is not in it. */
  readonly members?: Readonly<Record<string, string>>;
}

/**
 * Adds keys to the object of a config file. Nothing else of the file changes: comments, order and formatting stay.
 * Throws a GeneratorError `config_broken` for a file that does not parse, or whose config is no object written in place.
 */
export function addToConfig(before: string, addition: ConfigAddition, file: string): string {
  const program = parse(before, file);
  const config = findConfig(program, addition.callee);
  if (config === undefined) throw broken(file, `there is no ${addition.callee}({ … }) in it`);
  const edited = new MagicString(before);
  const known = new Set(config.properties.map((property) => nameOf(property)));
  const missing = Object.entries(addition.keys ?? {}).filter(([key]) => !known.has(key));
  for (const [key, name] of Object.entries(addition.members ?? {})) {
    const property = config.properties.find((candidate) => nameOf(candidate) === key) as ObjectProperty | undefined;
    if (property === undefined) missing.push([key, `[${name}]`]);
    else addMember(edited, { property, name, file });
  }
  addKeys(edited, config, missing);
  addImports(edited, program, addition.imports ?? []);
  return edited.toString();
}

function parse(text: string, file: string): Program {
  const { program, errors } = parseSync(file, text);
  const [error] = errors;
  if (error === undefined) return program;
  const line = text.slice(0, error.labels[0]?.start).split("\n").length;
  throw broken(file, `line ${line}: ${error.message}`);
}

function findConfig(program: Program, callee: string): ObjectExpression | undefined {
  const found: ObjectExpression[] = [];
  new Visitor({
    CallExpression: (node) => {
      const [argument] = node.arguments;
      const isIt = node.callee.type === "Identifier" && node.callee.name === callee;
      if (isIt && argument?.type === "ObjectExpression") found.push(argument);
    },
  }).visit(program);
  return found[0];
}

function nameOf(property: ObjectExpression["properties"][number]): string | undefined {
  if (property.type !== "Property" || property.computed) return undefined;
  const { key } = property;
  // A key that is not computed is a name or a literal.
  return key.type === "Identifier" ? key.name : String((key as { readonly value?: unknown }).value);
}

function addKeys(edited: MagicString, config: ObjectExpression, keys: readonly (readonly [string, string])[]): void {
  if (keys.length === 0) return;
  const { original } = edited;
  const lines = keys.map(([key, value]) => `${key}: ${value}`);
  const last = config.properties.at(-1);
  const isOpen = last !== undefined && original.slice(config.start, config.properties[0]?.start).includes("\n");
  if (isOpen) {
    const indent = indentOf(original, last.start);
    if (!/^\s*,/.test(original.slice(last.end))) edited.appendLeft(last.end, ",");
    // Behind a comment that ends the last line.
    const at = original.slice(0, config.end - 1).trimEnd().length;
    edited.appendLeft(at, lines.map((line) => `${newlineOf(original)}${indent}${line},`).join(""));
    return;
  }
  const all = [...config.properties.map(({ start, end }) => original.slice(start, end)), ...lines];
  const short = `{ ${all.join(", ")} }`;
  const fits = widthWith(original, config, short) <= CODE_WIDTH;
  const indent = indentOf(original, config.start);
  const newline = newlineOf(original);
  const long = `{${newline}${all.map((line) => `${indent}  ${line},${newline}`).join("")}${indent}}`;
  edited.overwrite(config.start, config.end, fits ? short : long);
}

/** How wide the line becomes when the object on it is written so. */
function widthWith(text: string, { start, end }: ObjectExpression, replacement: string): number {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const to = text.indexOf("\n", end);
  return start - from + replacement.length + (to === -1 ? text.length : to) - end;
}

function indentOf(text: string, at: number): string {
  const line = text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
  return line.slice(0, line.length - line.trimStart().length);
}

interface Member {
  readonly property: ObjectProperty;
  readonly name: string;
  readonly file: string;
}

function addMember(edited: MagicString, { property, name, file }: Member): void {
  const list = property.value as unknown as ArrayExpression;
  if (list.type !== "ArrayExpression")
    throw broken(file, `\`${nameOf(property)}\` is no list written in place, so ${name} cannot be added to it`);
  if (list.elements.some((element) => element?.type === "Identifier" && element.name === name)) return;
  const last = list.elements.at(-1);
  if (last) edited.appendLeft(last.end, `, ${name}`);
  else edited.appendLeft(list.end - 1, name);
}

function addImports(edited: MagicString, program: Program, imports: NonNullable<ConfigAddition["imports"]>): void {
  const statements = program.body.filter((node) => node.type === "ImportDeclaration");
  const known = new Set(statements.flatMap(({ specifiers }) => specifiers.map(({ local }) => local.name)));
  const lines = imports
    .filter(({ name }) => !known.has(name))
    .map(({ name, from }) => `import { ${name} } from ${JSON.stringify(from)};`);
  if (lines.length === 0) return;
  const last = statements.at(-1);
  const newline = newlineOf(edited.original);
  if (last) edited.appendLeft(last.end, lines.map((line) => `${newline}${line}`).join(""));
  else edited.prepend(`${lines.join(newline)}${newline}${newline}`);
}

function newlineOf(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

function broken(file: string, reason: string): GeneratorError {
  return new GeneratorError("config_broken", { file, reason });
}
