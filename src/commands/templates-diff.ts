import { stripVTControlCharacters } from "node:util";

import { builtInTexts, ownTexts } from "../../generators/core/template-files.ts";
import {
  checkTemplateFolder,
  compareTemplates,
  TEMPLATE_FOLDERS,
  type TemplateComparison,
} from "../../generators/templates.ts";
import type { CommandRun } from "../command.ts";
import { ownTemplates } from "../project/own-templates.ts";
import { diffView } from "../ui/diff-view.ts";
import type { Reporter } from "../ui/reporter.ts";
import { STATE_WORDS } from "../ui/template-states.ts";

/** `mega templates diff [generator]` */
export const run: CommandRun = async ({ args, project, ui }) => {
  const { generator } = args;
  if (typeof generator === "string") checkTemplateFolder(generator);
  const folders = typeof generator === "string" ? [generator] : TEMPLATE_FOLDERS;
  const own = ownTemplates(project.root);
  const copies = folders.flatMap((folder) => compareTemplates(folder, ownTexts(folder, own), builtInTexts(folder)));
  const parts = await Promise.all(copies.map((copy) => partOf(copy, ui.colors)));
  const templates = copies.map(({ generator: of, file, state }, index) => {
    return { generator: of, file, state, diff: stripVTControlCharacters(parts[index]?.diff ?? "") };
  });
  const text = parts.map(({ head, diff }) => (diff === "" ? head : `${head}\n${diff}`)).join("\n\n");
  return { data: { templates }, text: text || "the project has no templates of its own" };
};

/** What is said of a copy, and how it differs: mega's template is what it starts from. */
async function partOf(
  { generator, file, state, builtIn, copy }: TemplateComparison,
  colors: Reporter["colors"],
): Promise<{ readonly head: string; readonly diff: string }> {
  const path = `templates/${generator}/${file}`;
  const head = `${colors.bold(path)}: ${STATE_WORDS[state]}`;
  if (state === "same" || builtIn === null) return { head, diff: "" };
  return { head, diff: await diffView({ path, before: builtIn, after: copy }, colors) };
}
