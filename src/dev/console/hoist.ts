import { MagicString } from "magic-string";
import { parseSync, Visitor } from "oxc-parser";
import type {
  BindingPattern,
  Class,
  Expression,
  Function as FunctionNode,
  ImportDeclaration,
  Program,
  VariableDeclaration,
} from "oxc-parser";

import type { InputCode, InputImport } from "../../../runtime/dev/messages.ts";

export type HoistedInput = Pick<InputCode, "code" | "declares" | "assigns" | "functions" | "imports">;

/**
 * Turns a JavaScript module into the body of an async function whose variables outlive it: declarations become
 * assignments, imports become dynamic ones, the last expression is returned as `{ value }`. Nothing moves but for one empty
 * line at the start.
 */
export function hoistInput(javascript: string): HoistedInput {
  const module = `\n${javascript}`;
  const { program } = parseSync("input.mjs", module);
  const hoisting: Hoisting = {
    text: new MagicString(module),
    declares: new Set(),
    assigns: new Set(),
    functions: new Set(),
    imports: [],
  };
  hoistNested(program, hoisting);
  for (const statement of program.body) hoistStatement(statement, hoisting);
  returnLast(program.body, hoisting.text);
  return {
    code: hoisting.text.toString(),
    declares: [...hoisting.declares],
    assigns: [...hoisting.assigns].filter((name) => !hoisting.declares.has(name)),
    functions: [...hoisting.functions],
    imports: hoisting.imports,
  };
}

interface Hoisting {
  readonly text: MagicString;
  readonly declares: Set<string>;
  readonly assigns: Set<string>;
  readonly functions: Set<string>;
  readonly imports: InputImport[];
}

type Node = Program["body"][number];

function hoistStatement(node: Node, hoisting: Hoisting): void {
  const { text } = hoisting;
  switch (node.type) {
    case "VariableDeclaration":
      hoistVariables(node, hoisting);
      break;
    case "FunctionDeclaration":
    case "ClassDeclaration":
      hoistNamed(node, hoisting);
      break;
    case "ImportDeclaration":
      hoistImport(node, hoisting);
      break;
    case "ExportNamedDeclaration":
      if (node.declaration === null) blank(text, node);
      else {
        blank(text, { start: node.start, end: node.declaration.start });
        hoistStatement(node.declaration, hoisting);
      }
      break;
    case "ExportDefaultDeclaration":
      blank(text, { start: node.start, end: node.declaration.start });
      if (isNamed(node.declaration)) hoistNamed(node.declaration, hoisting);
      else text.appendLeft(node.declaration.start, "(").appendLeft(node.declaration.end, ")");
      break;
    case "ExportAllDeclaration":
      blank(text, node);
      break;
    case "ExpressionStatement":
      if (node.expression.type === "AssignmentExpression" && node.expression.operator === "=")
        for (const name of namesIn(node.expression.left)) hoisting.assigns.add(name);
      break;
    default:
      break;
  }
}

/** `const { a } = b, c = d;` → `     ({ a } = b, c = d);` */
function hoistVariables({ kind, start, declarations }: VariableDeclaration, { text, declares }: Hoisting): void {
  for (const { id, init } of declarations) {
    for (const name of namesIn(id)) declares.add(name);
    // A `var` without a value leaves the one that is there.
    if (init === null && kind !== "var") text.appendLeft(id.end, " = void 0");
  }
  const [{ end } = { end: start }] = declarations.slice(-1);
  text.overwrite(start, start + kind.length, "(".padStart(kind.length)).appendLeft(end, ")");
}

type Named = (FunctionNode | Class) & { readonly id: { readonly name: string } };

function isNamed(node: { readonly type: string; readonly id?: unknown }): node is Named {
  return (node.type === "FunctionDeclaration" || node.type === "ClassDeclaration") && Boolean(node.id);
}

function hoistNamed(node: FunctionNode | Class, { text, declares, functions }: Hoisting): void {
  const name = node.id?.name ?? "";
  declares.add(name);
  if (node.type === "FunctionDeclaration") functions.add(name);
  else {
    putBefore(text, node.start, `${name} = `);
    text.appendLeft(node.end, ";");
  }
}

/** `import a, { b as c } from "d";` → `({ "default": a, "b": c } = await __import("d"));` */
function hoistImport(node: ImportDeclaration, { text, declares, imports }: Hoisting): void {
  const names = node.specifiers.map((specifier): [local: string, exported: string] => {
    if (specifier.type === "ImportNamespaceSpecifier") return [specifier.local.name, "*"];
    if (specifier.type === "ImportDefaultSpecifier") return [specifier.local.name, "default"];
    const { imported } = specifier;
    return [specifier.local.name, imported.type === "Literal" ? imported.value : imported.name];
  });
  for (const [local] of names) declares.add(local);
  const specifier = node.source.value;
  imports.push({ specifier, names: Object.fromEntries(names) });
  const attributes = node.attributes.map(({ key, value }) => {
    const name = key.type === "Literal" ? key.value : key.name;
    return [name, value.value] as const;
  });
  const options = attributes.length === 0 ? "" : `, ${JSON.stringify({ with: Object.fromEntries(attributes) })}`;
  const wanted = names.map(([local, exported]) => (exported === "*" ? "" : `${JSON.stringify(exported)}: ${local}`));
  const all = names.filter(([, exported]) => exported === "*").map(([local]) => `${local} = `);
  const code = `${all.join("")}await __import(${JSON.stringify(specifier)}${options})`;
  const picked = wanted.filter((part) => part !== "").join(", ");
  const lines = "\n".repeat(text.original.slice(node.start, node.end).split("\n").length - 1);
  text.overwrite(node.start, node.end, `${picked === "" ? code : `({ ${picked} } = ${code})`};${lines}`);
}

/** What stands at any depth: `import()`, `import.meta`, and each `var` that belongs to the module. */
function hoistNested(program: Program, hoisting: Hoisting): void {
  const { text, declares } = hoisting;
  let functions = 0;
  const enter = (): void => void functions++;
  const leave = (): void => void functions--;
  const heads = new Set<unknown>();
  new Visitor({
    ImportExpression: ({ start }) => void text.overwrite(start, start + "import".length, "__import"),
    MetaProperty: ({ start, end, meta }) => {
      if (meta.name === "import") text.overwrite(start, end, "__meta");
    },
    FunctionDeclaration: enter,
    "FunctionDeclaration:exit": leave,
    FunctionExpression: enter,
    "FunctionExpression:exit": leave,
    ArrowFunctionExpression: enter,
    "ArrowFunctionExpression:exit": leave,
    StaticBlock: enter,
    "StaticBlock:exit": leave,
    ForStatement: ({ init }) => void heads.add(init),
    ForInStatement: ({ left }) => void heads.add(left),
    ForOfStatement: ({ left }) => void heads.add(left),
    VariableDeclaration: (node) => {
      if (functions > 0 || node.kind !== "var" || isTop(node, program)) return;
      if (!heads.has(node)) return hoistVariables(node, hoisting);
      text.overwrite(node.start, node.start + "var".length, "   ");
      for (const name of node.declarations.flatMap(({ id }) => namesIn(id))) declares.add(name);
    },
  }).visit(program);
}

function isTop(node: VariableDeclaration, { body }: Program): boolean {
  return body.some((it) => it === node || (it.type === "ExportNamedDeclaration" && it.declaration === node));
}

function returnLast(body: Program["body"], text: MagicString): void {
  const last = body.findLast(({ type }) => !type.startsWith("Export") && type !== "EmptyStatement");
  if (last?.type !== "ExpressionStatement") return;
  const { start, end } = last.expression;
  putBefore(text, start, "return { value: (");
  text.appendLeft(end, ") }");
}

/** At the end of the line above, where that is possible: what follows keeps its column. */
function putBefore(text: MagicString, start: number, code: string): void {
  if (text.original[start - 1] === "\n") text.appendLeft(start - 1, code);
  else text.appendRight(start, code);
}

/** The variables of a pattern; places such as `a.b` are none. */
function namesIn(pattern: BindingPattern | Expression | { readonly type: string }): readonly string[] {
  const node = pattern as BindingPattern | { readonly type: "RestElement"; readonly argument: BindingPattern };
  switch (node.type) {
    case "Identifier":
      return [node.name];
    case "ObjectPattern":
      return node.properties.flatMap((part) => namesIn(part.type === "RestElement" ? part.argument : part.value));
    case "ArrayPattern":
      return node.elements.flatMap((element) => (element === null ? [] : namesIn(element)));
    case "AssignmentPattern":
      return namesIn(node.left);
    case "RestElement":
      return namesIn(node.argument);
    default:
      return [];
  }
}

/** Spaces instead, so that what follows stays where it is. */
function blank(text: MagicString, { start, end }: { readonly start: number; readonly end: number }): void {
  text.overwrite(start, end, text.original.slice(start, end).replace(/[^\n]/g, " "));
}
