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
  const properties = config.properties.map((property): Property => ({ property, text: sourceOf(property, before) }));
  const missing = Object.entries(addition.keys ?? {}).filter(([key]) => !properties.some(hasName(key)));
  const longer = new Map<Property, LongerList>();
  for (const [key, name] of Object.entries(addition.members ?? {})) {
    const present = properties.find(hasName(key));
    if (present === undefined) missing.push([key, `[${name}]`]);
    else addMember(longer, present, { name, file });
  }
  if (missing.length > 0 || longer.size > 0) writeObject(edited, config, { properties, longer, missing });
  addImports(edited, program, { imports: addition.imports ?? [], file });
  return edited.toString();
}

/** A property of the config as it stands in the file. */
interface Property {
  readonly property: ObjectExpression["properties"][number];
  readonly text: string;
}

/** A list that gets one more name. */
interface LongerList {
  readonly list: ArrayExpression;
  readonly name: string;
}

interface ObjectChange {
  readonly properties: readonly Property[];
  readonly longer: ReadonlyMap<Property, LongerList>;
  readonly missing: readonly (readonly [key: string, code: string])[];
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

function hasName(key: string): (property: Property) => boolean {
  return ({ property }) => nameOf(property) === key;
}

function addMember(
  longer: Map<Property, LongerList>,
  present: Property,
  { name, file }: { readonly name: string; readonly file: string },
): void {
  const list = (present.property as ObjectProperty).value as unknown as ArrayExpression;
  if (list.type !== "ArrayExpression")
    throw broken(file, `\`${nameOf(present.property)}\` is no list written in place, so ${name} cannot be added to it`);
  if (list.elements.some((element) => element?.type === "Identifier" && element.name === name)) return;
  longer.set(present, { list, name });
}

/** On one line while it fits there, and was there before; else each property on its own. */
function writeObject(edited: MagicString, config: ObjectExpression, change: ObjectChange): void {
  const { original } = edited;
  const { properties, longer, missing } = change;
  const [first] = properties;
  if (first && original.slice(config.start, first.property.start).includes("\n"))
    return writeLines(edited, config, change);
  const added = missing.map(([key, value]) => `${key}: ${value}`);
  const flat = properties.map((one) => withMember(one, longer.get(one), { original, indent: null }));
  const short = `{ ${[...flat, ...added].join(", ")} }`;
  const indent = indentOf(original, config.start);
  const newline = newlineOf(original);
  const own = properties.map((one) => withMember(one, longer.get(one), { original, indent: `${indent}  ` }));
  const long = `{${newline}${[...own, ...added].map((line) => `${indent}  ${line},${newline}`).join("")}${indent}}`;
  edited.overwrite(config.start, config.end, widthWith(original, config, short) <= CODE_WIDTH ? short : long);
}

function writeLines(
  edited: MagicString,
  config: ObjectExpression,
  { properties, longer, missing }: ObjectChange,
): void {
  const { original } = edited;
  for (const [one, list] of longer) {
    const { start, end } = one.property;
    edited.overwrite(start, end, withMember(one, list, { original, indent: indentOf(original, start) }));
  }
  if (missing.length === 0) return;
  const { start, end } = properties.at(-1)!.property;
  const indent = indentOf(original, start);
  if (!/^\s*,/.test(original.slice(end))) edited.appendLeft(end, ",");
  // Behind a comment that ends the last line.
  const at = original.slice(0, config.end - 1).trimEnd().length;
  const lines = missing.map(([key, value]) => `${newlineOf(original)}${indent}${key}: ${value},`);
  edited.appendLeft(at, lines.join(""));
}

/** A property with one more name in its list; broken where its line, indented so, gets too long. `indent` null: on one line. */
function withMember(
  { property, text }: Property,
  longer: LongerList | undefined,
  { original, indent }: { readonly original: string; readonly indent: string | null },
): string {
  if (longer === undefined) return text;
  const { list, name } = longer;
  const last = list.elements.at(-1);
  const head = original.slice(property.start, list.start);
  const items = list.elements.flatMap((element) => (element === null ? [] : [sourceOf(element, original)]));
  if (last && original.slice(list.start, list.end).includes("\n")) {
    const before = original.slice(list.start, last.end);
    const own = indentOf(original, last.start);
    return `${head}${before},${newlineOf(original)}${own}${name}${original.slice(last.end, list.end)}`;
  }
  const flat = `${head}[${[...items, name].join(", ")}]`;
  if (indent === null || indent.length + flat.length + 1 <= CODE_WIDTH) return flat;
  const newline = newlineOf(original);
  return `${head}[${newline}${[...items, name].map((item) => `${indent}  ${item},${newline}`).join("")}${indent}]`;
}

function sourceOf({ start, end }: { readonly start: number; readonly end: number }, text: string): string {
  return text.slice(start, end);
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

interface WantedImports {
  readonly imports: NonNullable<ConfigAddition["imports"]>;
  readonly file: string;
}

function addImports(edited: MagicString, program: Program, { imports, file }: WantedImports): void {
  const statements = program.body.filter((node) => node.type === "ImportDeclaration");
  const sources = new Map(
    statements.flatMap(({ specifiers, source }) => specifiers.map(({ local }) => [local.name, source.value] as const)),
  );
  for (const { name, from } of imports) {
    const isOther = sources.has(name) ? sources.get(name) !== from : declaredIn(program).includes(name);
    if (isOther) throw broken(file, `${name} is the name of something else in it`);
  }
  const lines = imports
    .filter(({ name }) => !sources.has(name))
    .map(({ name, from }) => `import { ${name} } from ${JSON.stringify(from)};`);
  if (lines.length === 0) return;
  const last = statements.at(-1);
  const newline = newlineOf(edited.original);
  if (last) edited.appendLeft(last.end, lines.map((line) => `${newline}${line}`).join(""));
  else edited.prepend(`${lines.join(newline)}${newline}${newline}`);
}

/** The names that a module gives to what it declares at its top. */
function declaredIn({ body }: Program): readonly string[] {
  return body.flatMap((statement) => {
    const node =
      statement.type === "ExportNamedDeclaration" && statement.declaration ? statement.declaration : statement;
    if (node.type === "VariableDeclaration")
      return node.declarations.flatMap(({ id }) => (id.type === "Identifier" ? [id.name] : []));
    return (node.type === "FunctionDeclaration" || node.type === "ClassDeclaration") && node.id ? [node.id.name] : [];
  });
}

function newlineOf(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

function broken(file: string, reason: string): GeneratorError {
  return new GeneratorError("config_broken", { file, reason });
}
