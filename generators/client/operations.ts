import { CODE_WIDTH } from "../core/code.ts";
import { Names, pascalCase, RESERVED_CALLS } from "./names.ts";
import { asList, asObject, asText, type Json } from "./schema.ts";
import { commentLines, declaration, keyText, typeText, type TypeNames } from "./type-text.ts";

/** The pieces of the client that its operations become. */
export interface OperationTexts {
  /** Lines of `interface Api`. */
  readonly methods: readonly string[];
  /** Types of inputs and answers. */
  readonly types: readonly string[];
  /** Lines of the table of routes. */
  readonly routes: readonly string[];
}

interface Operation {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly spec: Json;
  readonly parameters: readonly Json[];
}

interface Printing {
  readonly document: Json;
  readonly names: TypeNames;
  readonly typeNames: Names;
}

export function operationTexts(document: Json, names: TypeNames, typeNames: Names): OperationTexts {
  const printing = { document, names, typeNames };
  const texts = operationsOf(document).map((operation) => operationText(operation, printing));
  return {
    methods: texts.flatMap(({ methods }) => methods),
    types: texts.flatMap(({ types }) => types),
    routes: texts.flatMap(({ routes }) => routes),
  };
}

const METHODS: ReadonlySet<string> = new Set(["get", "put", "post", "delete", "patch"]);

function operationsOf(document: Json): readonly Operation[] {
  const names = new Names(RESERVED_CALLS);
  return Object.entries(asObject(document["paths"])).flatMap(([path, item]) =>
    Object.entries(asObject(item))
      .filter(([method]) => METHODS.has(method))
      .map(([method, operation]) => {
        const spec = asObject(operation);
        const name = names.take(asText(spec["operationId"]) || `${method}${pascalCase(path)}`);
        const parameters = asList(spec["parameters"]).map((parameter) => resolve(parameter, document));
        return { name, method: method.toUpperCase(), path, spec, parameters };
      }),
  );
}

function operationText(operation: Operation, printing: Printing): OperationTexts {
  const { name, method, path, spec } = operation;
  const input = inputText(operation, printing);
  const answer = answerText(operation, printing);
  const comment = [asText(spec["summary"]), asText(spec["description"]), `\`${method} ${path}\``].join("\n");
  const parameter = input.type === null ? "input?: CallOptions" : `input${input.isRequired ? "" : "?"}: ${input.type}`;
  return {
    methods: [
      ...commentLines(`${comment}${spec["deprecated"] === true ? "\n@deprecated" : ""}`, 2),
      methodLine(name, parameter, answer.type),
    ],
    types: [...input.lines, ...answer.lines],
    routes: [routeLine(operation, answer.isBare)],
  };
}

function methodLine(name: string, parameter: string, answer: string): string {
  const line = `  ${keyText(name)}(${parameter}): Promise<${answer}>;`;
  if (line.length <= CODE_WIDTH) return line;
  return `  ${keyText(name)}(\n    ${parameter},\n  ): Promise<${answer}>;`;
}

interface InputText {
  /** Null: it takes nothing but the options of every call. */
  readonly type: string | null;
  readonly isRequired: boolean;
  readonly lines: readonly string[];
}

function inputText({ name, spec, parameters }: Operation, printing: Printing): InputText {
  const { document, typeNames } = printing;
  const body = resolve(spec["requestBody"], document);
  const [media] = Object.values(asObject(body["content"]));
  const parts = [
    group("params", "path", parameters),
    group("query", "query", parameters),
    group("headers", "header", parameters),
  ].filter((part) => part !== null);
  const types: string[] = [];
  const print = (suffix: string, schema: unknown): string =>
    hoist(`${pascalCase(name)}${suffix}`, schema, { ...printing, types });
  const lines = parts.map(({ key, isRequired, schema }) => {
    const type = print(pascalCase(key), schema);
    const whole = key === "headers" ? `CallOptions["headers"] & ${type}` : type;
    return isRequired ? `  readonly ${key}: ${whole};` : `  readonly ${key}?: ${optional(whole)};`;
  });
  if (media !== undefined) lines.push(`  readonly body: ${print("Body", asObject(media)["schema"])};`);
  if (parameters.some(isIfMatch)) {
    lines.push(...commentLines("The version that may be changed: `etag` of an answer, or `version` of a row.", 2));
    lines.push("  readonly ifMatch?: string | number | undefined;");
  }
  if (lines.length === 0) return { type: null, isRequired: false, lines: [] };
  const type = typeNames.take(`${pascalCase(name)}Input`);
  return {
    type,
    isRequired: media !== undefined || parts.some((part) => part.isRequired),
    lines: ["", `export interface ${type} extends CallOptions {`, ...lines, "}", ...types],
  };
}

function optional(type: string): string {
  return `${type.includes(" & ") ? `(${type})` : type} | undefined`;
}

/** A type that fits into a line, or the name of one that is declared beside. */
function hoist(
  name: string,
  schema: unknown,
  { names, typeNames, types }: Printing & { readonly types: string[] },
): string {
  const text = typeText(schema, names, 0);
  if (text.length < 60 && !text.includes("\n")) return text;
  const type = typeNames.take(name);
  types.push("", ...declaration(type, schema, names));
  return type;
}

interface ParameterGroup {
  readonly key: "params" | "query" | "headers";
  readonly isRequired: boolean;
  readonly schema: Json;
}

/** The parameters of one place as the schema of one object. */
function group(key: ParameterGroup["key"], place: string, parameters: readonly Json[]): ParameterGroup | null {
  const own = parameters.filter((parameter) => parameter["in"] === place && !isIfMatch(parameter));
  if (own.length === 0) return null;
  const required = own
    .filter((parameter) => parameter["required"] === true)
    .map((parameter) => asText(parameter["name"]));
  // A parameter that is an object stands for all of them, by its properties.
  const [only] = own;
  const isOne = own.length === 1 && key === "query" && asText(only?.["name"]) === "query";
  const properties = own.map((parameter) => [asText(parameter["name"]), describe(parameter)] as const);
  const schema = { type: "object", additionalProperties: false, required, properties: Object.fromEntries(properties) };
  return {
    key,
    isRequired: required.length > 0,
    schema: isOne && isObjectSchema(only) ? asObject(only?.["schema"]) : schema,
  };
}

function isObjectSchema(parameter: Json | undefined): boolean {
  const { type, $ref, anyOf, oneOf } = asObject(parameter?.["schema"]);
  return type === "object" || $ref !== undefined || anyOf !== undefined || oneOf !== undefined;
}

function describe({ schema, description }: Json): unknown {
  return description === undefined || typeof schema === "boolean" ? schema : { ...asObject(schema), description };
}

function isIfMatch(parameter: Json): boolean {
  return parameter["in"] === "header" && asText(parameter["name"]).toLowerCase() === "if-match";
}

interface AnswerText {
  readonly type: string;
  readonly isBare: boolean;
  readonly lines: readonly string[];
}

/** What a call resolves to: the data of every success. */
function answerText({ name, spec }: Operation, printing: Printing): AnswerText {
  const { document } = printing;
  const successes = Object.entries(asObject(spec["responses"])).filter(([status]) => /^[23]/.test(status));
  const bodies = successes.map(([, answer]) => bodyOf(resolve(answer, document)));
  const said = bodies.filter((body) => body !== null);
  const isBare = said.some((body) => !isEnvelope(body));
  const data = said.map((body) => (isBare ? body : asObject(body["properties"])["data"]));
  const meta = isBare ? [] : said.map((body) => asObject(asObject(body["properties"])["meta"])).filter(isTold);
  const lines: string[] = [];
  const print = (suffix: string, schemas: readonly unknown[]): string => {
    const schema = schemas.length === 1 ? schemas[0] : { anyOf: schemas };
    return hoist(`${pascalCase(name)}${suffix}`, schema, { ...printing, types: lines });
  };
  const dataType = said.length === 0 ? "undefined" : print("Data", data);
  const metaType = meta.length === 0 ? "" : `, ${print("Meta", meta)}`;
  return { type: `Answer<${dataType}${metaType}>`, isBare, lines };
}

function bodyOf(answer: Json): Json | null {
  const content = asObject(answer["content"]);
  const [media] = Object.values(content);
  return media === undefined ? null : asObject(asObject(media)["schema"]);
}

function isEnvelope({ properties }: Json): boolean {
  return asObject(asObject(properties)["ok"])["const"] === true;
}

function isTold({ properties }: Json): boolean {
  return properties !== undefined;
}

function routeLine({ name, method, path, spec, parameters }: Operation, isBare: boolean): string {
  const wildcard = parameters.find((parameter) => parameter["x-wildcard"] === true);
  const isForm = asObject(asObject(spec["requestBody"])["content"])["multipart/form-data"] !== undefined;
  const entries = [
    `name: ${JSON.stringify(name)}`,
    `method: ${JSON.stringify(method)}`,
    `path: ${JSON.stringify(path)}`,
    ...(wildcard === undefined ? [] : [`wildcard: ${JSON.stringify(asText(wildcard["name"]))}`]),
    ...(isForm ? ["isForm: true"] : []),
    ...(isBare ? ["isBare: true"] : []),
  ];
  const line = `  { ${entries.join(", ")} },`;
  return line.length <= CODE_WIDTH ? line : `  {\n${entries.map((entry) => `    ${entry},`).join("\n")}\n  },`;
}

/** What a reference within the document points to: `#/components/parameters/IfMatch`. */
function resolve(value: unknown, document: Json): Json {
  const { $ref } = asObject(value);
  if (typeof $ref !== "string") return asObject(value);
  return asObject(
    $ref
      .split("/")
      .slice(1)
      .reduce<unknown>((place, word) => asObject(place)[word], document),
  );
}
