import { readFileSync } from "node:fs";
import type Handlebars from "handlebars";
import { CODE_WIDTH } from "./code.ts";
import { GeneratorError } from "./errors.ts";
import type { CreateOperation } from "./plan.ts";
import { isPlain } from "./inside.ts";
import { compiledFile, findTemplates } from "./template-files.ts";
import { builtInHelpers, type CompiledTexts, loadCompiled, makeTemplate } from "./template-engine.ts";

/** What templates may use. A variable that a template names and that is not here is an error, never an empty text. */
export type TemplateVariables = Readonly<Record<string, unknown>>;

/** The files of a folder of templates, filled with the variables. */
export type Render = (folder: string, variables: TemplateVariables) => readonly CreateOperation[];

/**
 * Renders every `*.hbs` below `templates/<folder>`, in the order of their names. A template is a whole file with front matter:
 *
 *     ---
 *     to: apps/{{app}}/models/{{entity.file}}.ts
 *     when: views
 *     ---
 *
 * `to` is the path of the file from the project's root; `when` (may be left out) names the variable that has to be true.
 * A template of the same name below `own`, the project's folder of templates, wins.
 * Throws a GeneratorError `template_broken` with file and line: a variable that is missing, a syntax error, no `to`, or one
 * that leads out of the project. `templates_missing` where neither has the folder.
 */
export function renderTemplates(
  folder: string,
  variables: TemplateVariables,
  own: string | null = null,
): readonly CreateOperation[] {
  const compiled = loadCompiled(compiledFile(folder));
  const templates = findTemplates(folder, own);
  if (templates.length === 0) throw new GeneratorError("templates_missing", { folder });
  return templates.flatMap(({ name, path }) => {
    return renderTemplate({ name, text: readFileSync(path, "utf8"), compiled }, variables) ?? [];
  });
}

/** Renders with the templates of a project first; `own` is its folder of them, which may be missing. */
export function makeRender(own: string): Render {
  return (folder, variables) => renderTemplates(folder, variables, own);
}

/** One template: `name` is what errors call it. */
export interface Template {
  readonly name: string;
  readonly text: string;
  /** Its texts may be among these. */
  readonly compiled?: CompiledTexts | undefined;
}

/** The texts of a template that are compiled: the path in its front matter, and its body. */
export function textsOf(template: Template): readonly string[] {
  const { head, body } = splitFrontMatter(template);
  return [readFrontMatter(head, template.name).to.text, body].filter(hasMustaches);
}

/** The file that one template makes, or null when its `when` is false. */
export function renderTemplate(template: Template, variables: TemplateVariables): CreateOperation | null {
  const { head, body, bodyLine } = splitFrontMatter(template);
  const { to, when } = readFrontMatter(head, template.name);
  if (when !== undefined && !isTrue(when, variables, template.name)) return null;
  const { name: file, compiled } = template;
  const path = fill(to.text, variables, { file, line: to.line, compiled });
  if (!isPlain(path)) throw broken({ file, line: to.line }, `${JSON.stringify(path)} leads out of the project`);
  return { kind: "create", path, content: fill(body, variables, { file, line: bodyLine, compiled }) };
}

interface Place {
  readonly file: string;
  /** The line of the file that the text starts at. */
  readonly line: number;
}

interface Setting {
  readonly text: string;
  readonly line: number;
}

function splitFrontMatter({ name, text }: Template): {
  readonly head: string;
  readonly body: string;
  readonly bodyLine: number;
} {
  const match = /^---\r?\n([\s\S]*?\n)---\r?\n/.exec(text);
  if (!match) throw broken({ file: name, line: 1 }, "there is no front matter (--- to: path ---)");
  const [all, head = ""] = match;
  return { head, body: text.slice(all.length), bodyLine: all.split("\n").length };
}

function readFrontMatter(head: string, file: string): { readonly to: Setting; readonly when: Setting | undefined } {
  const settings = new Map<string, Setting>();
  for (const [index, row] of head.trimEnd().split("\n").entries()) {
    const line = index + 2;
    const match = /^(to|when|origin): *(\S.*?)\s*$/.exec(row);
    if (!match) throw broken({ file, line }, `front matter holds to:, when: and origin:, not ${JSON.stringify(row)}`);
    const [, key = "", text = ""] = match;
    settings.set(key, { text, line });
  }
  const to = settings.get("to");
  if (to === undefined) throw broken({ file, line: 1 }, "front matter does not say to:");
  return { to, when: settings.get("when") };
}

function isTrue(when: Setting, variables: TemplateVariables, file: string): boolean {
  if (Object.hasOwn(variables, when.text)) return Boolean(variables[when.text]);
  throw broken({ file, line: when.line }, `the variable ${when.text} is missing`);
}

/** Only texts of templates get here: what a user typed is a value among the variables. */
function fill(text: string, variables: TemplateVariables, place: Place & Pick<Template, "compiled">): string {
  if (!hasMustaches(text)) return text;
  try {
    return makeTemplate(text, place.compiled)(variables, { helpers: HELPERS });
  } catch (cause) {
    throw translate(cause as Error, place);
  }
}

function hasMustaches(text: string): boolean {
  return text.includes("{{");
}

/** Handlebars ends its messages with ` - line:column`, or starts them with the line. */
function translate(cause: Error, { file, line }: Place): GeneratorError {
  const { message } = cause;
  const missing = /^"(.*?)" not defined in/.exec(message)?.[1];
  const own = Number(/ - (\d+):\d+$/.exec(message)?.[1] ?? /on line (\d+)/.exec(message)?.[1] ?? 1);
  const [last = ""] = message.split("\n").slice(-1);
  const reason = missing === undefined ? last : `the variable ${missing} is missing`;
  return broken({ file, line: line + own - 1 }, reason.replace(/ - \d+:\d+$/, ""), cause);
}

/** The few helpers of templates. Handlebars' strict mode lets arguments of helpers be missing; these do not. */
const HELPERS = {
  eq: strict("eq", (a: unknown, b: unknown) => a === b),
  if: strict("if"),
  unless: strict("unless"),
  each: strict("each"),
  /** A value as JSON. */
  json: strict("json", (value: unknown) => JSON.stringify(value)),
  /** For templates of views: `{{mustache "form.values." column}}` writes `{{form.values.title}}`. */
  mustache: strict("mustache", (...args: unknown[]) => `{{${args.slice(0, -1).join("")}}}`),
  /** `{{#fit}}on one line{{else}}broken{{/fit}}`: the first while none of its lines is longer than generated code may be. */
  fit(this: unknown, { fn, inverse }: Handlebars.HelperOptions): string {
    const text = fn(this);
    return text.split("\n").some((line) => line.length > CODE_WIDTH) ? inverse(this) : text;
  },
};

function strict(name: string, helper: Handlebars.HelperDelegate = builtInHelpers[name]!): Handlebars.HelperDelegate {
  return function checkArguments(this: unknown, ...args: readonly unknown[]): unknown {
    const { loc } = args.at(-1) as Handlebars.HelperOptions & {
      readonly loc: { readonly start: { readonly line: number } };
    };
    if (args.includes(undefined)) throw new Error(`a variable given to ${name} is missing - ${loc.start.line}:0`);
    return (helper as (...all: unknown[]) => unknown).apply(this, [...args]);
  };
}

function broken({ file, line }: Place, reason: string, cause?: unknown): GeneratorError {
  return new GeneratorError("template_broken", { file, line, reason }, cause === undefined ? {} : { cause });
}
