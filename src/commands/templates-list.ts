import { builtInTexts, ownTexts } from "../../generators/core/template-files.ts";
import { compareTemplates, TEMPLATE_FOLDERS } from "../../generators/templates.ts";
import type { CommandRun } from "../command.ts";
import { ownTemplates } from "../project/own-templates.ts";
import { tableView } from "../ui/table.ts";
import { STATE_WORDS } from "../ui/template-states.ts";

/** `mega templates list` */
export const run: CommandRun = async ({ project, ui }) => {
  const own = ownTemplates(project.root);
  const templates = TEMPLATE_FOLDERS.flatMap((generator) => {
    const builtIn = builtInTexts(generator);
    const copies = compareTemplates(generator, ownTexts(generator, own), builtIn);
    const states = new Map(copies.map(({ file, state }) => [file, state]));
    const files = [...new Set([...builtIn.keys(), ...states.keys()])].sort();
    return files.map((file) => ({ generator, file, state: states.get(file) ?? null }));
  });
  const rows = templates.map(({ generator, file, state }) => [
    generator,
    file,
    state === null ? "" : ui.colors.cyan(STATE_WORDS[state]),
  ]);
  return { data: { templates }, text: tableView(rows) };
};
