/**
 * A piece of TypeScript that is printed as the formatter of new projects would print it: on one line while it fits into
 * 100 columns, else broken. Only the shapes that generated code needs.
 */
export type Code =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "string"; readonly text: string }
  | { readonly kind: "array"; readonly items: readonly Code[] }
  | { readonly kind: "object"; readonly entries: readonly (readonly [key: string, value: Code])[] }
  | { readonly kind: "call"; readonly callee: string; readonly args: readonly Code[] };

/** The longest line of generated code. */
export const CODE_WIDTH = 100;

/** Code as it stands. */
export function raw(text: string): Code {
  return { kind: "text", text };
}

export function call(callee: string, args: readonly Code[]): Code {
  return { kind: "call", callee, args };
}

export function object(entries: readonly (readonly [string, Code])[]): Code {
  return { kind: "object", entries };
}

/** Any JSON value as a literal. Strings are quoted so that nothing in them is read as code. */
export function literal(value: unknown): Code {
  if (typeof value === "string") return { kind: "string", text: quote(value) };
  if (Array.isArray(value)) return { kind: "array", items: value.map(literal) };
  if (typeof value === "object" && value !== null) {
    return object(Object.entries(value).map(([key, item]) => [key, literal(item)]));
  }
  return raw(typeof value === "number" ? number(value) : String(value));
}

/** Prints code that starts at `column` of a line indented by `indent`, and is followed there by `after` more characters. */
export function print(code: Code, { indent, column, after = 1 }: Place): string {
  const flat = printFlat(code);
  if (column + flat.length + after <= CODE_WIDTH) return flat;
  switch (code.kind) {
    case "text":
    case "string":
      return flat;
    case "array":
      return block(
        "[",
        code.items.map((item) => element(item, indent + 2)),
        { close: "]", indent },
      );
    case "object":
      return block(
        "{",
        code.entries.map((entry) => property(entry, indent + 2)),
        { close: "}", indent },
      );
    case "call":
      return printCall(code, { indent, column, after });
  }
}

interface Place {
  readonly indent: number;
  readonly column: number;
  readonly after?: number;
}

/** One line, or several, of an object: `key: value`, indented. */
export function property([key, value]: readonly [string, Code], indent: number): string {
  const start = `${" ".repeat(indent)}${propertyName(key)}: `;
  const flat = start.length + printFlat(value).length + 1 <= CODE_WIDTH;
  // A string that does not fit goes to a line of its own.
  if (!flat && value.kind === "string") return `${start.trimEnd()}\n${" ".repeat(indent + 2)}${value.text}`;
  return start + print(value, { indent, column: start.length });
}

/** `"text"`, or `'text'` where that needs fewer backslashes. */
export function quote(text: string): string {
  const double = JSON.stringify(text);
  const count = (mark: string): number => text.split(mark).length - 1;
  if (count('"') <= count("'")) return double;
  return `'${double.slice(1, -1).replaceAll("'", "\\'").replaceAll('\\"', '"')}'`;
}

function printFlat(code: Code): string {
  switch (code.kind) {
    case "text":
    case "string":
      return code.text;
    case "array":
      return `[${code.items.map(printFlat).join(", ")}]`;
    case "object":
      if (code.entries.length === 0) return "{}";
      return `{ ${code.entries.map(([key, value]) => `${propertyName(key)}: ${printFlat(value)}`).join(", ")} }`;
    case "call":
      return `${code.callee}(${code.args.map(printFlat).join(", ")})`;
  }
}

/** The last argument is opened in place where the others fit before it; else each argument has its line. */
function printCall({ callee, args }: Code & { readonly kind: "call" }, { indent, column }: Place): string {
  const last = args.at(-1);
  const opens = last?.kind === "object" || last?.kind === "array";
  const head = `${callee}(${args
    .slice(0, -1)
    .map((argument) => `${printFlat(argument)}, `)
    .join("")}`;
  if (last !== undefined && opens && column + head.length + 1 <= CODE_WIDTH) {
    return `${head}${print(last, { indent, column: CODE_WIDTH })})`;
  }
  return block(
    `${callee}(`,
    args.map((argument) => element(argument, indent + 2)),
    { close: ")", indent },
  );
}

function element(code: Code, indent: number): string {
  return " ".repeat(indent) + print(code, { indent, column: indent });
}

function block(
  open: string,
  lines: readonly string[],
  { close, indent }: { readonly close: string; readonly indent: number },
): string {
  return `${open}\n${lines.join(",\n")},\n${" ".repeat(indent)}${close}`;
}

function propertyName(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quote(key);
}

// The formatter writes exponents without a plus sign.
function number(value: number): string {
  return String(value).replace("e+", "e");
}
