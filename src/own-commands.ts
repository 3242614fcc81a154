import { resolve } from "node:path";

import { isGeneratorError } from "../generators/core/errors.ts";
import type { FlagSpec, Generator } from "../generators/core/generator.ts";
import { generateCommand } from "./command-table/generate.ts";
import type { CommandSpec } from "./command.ts";
import type { CliContext } from "./context.ts";
import { CliError } from "./errors.ts";
import { generateWords } from "./generate-words.ts";
import { findProject } from "./project/find.ts";
import type { OwnGenerator } from "./project/own-generators.ts";

/**
 * The commands of the project's own generators, where a command line may be about them: a word after `generate` that is not
 * built in, or none, as in `mega help generate`. Any other command line never runs code of the project's generators.
 */
export async function ownCommands(argv: readonly string[], cli: CliContext): Promise<readonly CommandSpec[]> {
  const { words, cwd } = readWords(argv);
  const [first, second] = words[0] === "help" ? words.slice(1) : words;
  if (first !== "generate" && first !== "g") return [];
  if (second !== undefined && generateWords().has(second)) return [];
  const project = findProject(resolve(cli.cwd, cwd ?? "."));
  if (project === undefined) return [];
  const { listOwnGenerators } = await import("./project/own-generators.ts");
  return (await listOwnGenerators(project.root, second)).flatMap(commandOf);
}

function commandOf({ name, loaded }: OwnGenerator): readonly CommandSpec[] {
  if (!(loaded instanceof CliError)) return [generateCommand(name, checked(loaded), { isOwn: true })];
  // Its word is that of a built-in command, which says so when it is called.
  if (loaded.code === "generator_name_taken") return [];
  return [
    {
      path: ["generate", name],
      group: "Create",
      summary: "cannot be loaded: call it to see why",
      takesAnything: true,
      result: "an error",
      project: "required",
      load: async () => ({ run: () => Promise.reject(loaded) }),
    },
  ];
}

/** Without other words for it, which could be those of another command; what its flags throw is a wrong option. */
function checked(generator: Generator): Generator {
  return { ...generator, aliases: [], flags: (generator.flags ?? []).map(withRefusal) };
}

function withRefusal(spec: FlagSpec): FlagSpec {
  const { flag, parse } = spec;
  if (parse === undefined) return spec;
  const checkedParse = (text: string): unknown => {
    try {
      return parse(text);
    } catch (error) {
      if (isGeneratorError(error)) throw error;
      const expected = error instanceof Error ? error.message : String(error);
      throw new CliError("bad_option", { flag: flag.split(" ")[0] ?? flag, value: text, expected }, { cause: error });
    }
  };
  return Object.assign({}, spec, { parse: checkedParse });
}

/** The words of a command line without its options, and the folder of `--cwd`. */
function readWords(argv: readonly string[]): { readonly words: readonly string[]; readonly cwd: string | undefined } {
  const at = argv.indexOf("--cwd");
  const joined = argv.find((word) => word.startsWith("--cwd="))?.slice("--cwd=".length);
  const words = argv.filter((word, index) => !word.startsWith("-") && (at === -1 || index !== at + 1));
  return { words, cwd: at === -1 ? joined : argv[at + 1] };
}
