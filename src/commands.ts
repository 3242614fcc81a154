import type { FlagSpec } from "../generators/core/generator.ts";
import type { CommandSpec } from "./command.ts";
import { createCommands } from "./command-table/create.ts";
import { databaseCommands } from "./command-table/database.ts";
import { decideCommands, generateRecord } from "./command-table/decide.ts";
import { lookCommands } from "./command-table/look.ts";
import { runCommands } from "./command-table/run.ts";
import { takeBackCommands } from "./command-table/take-back.ts";
import { templatesCommands } from "./command-table/templates.ts";

/** Flags that every command has. */
export const globalFlags: readonly FlagSpec[] = [
  { flag: "--cwd <folder>", summary: "work in this folder" },
  { flag: "--json", summary: "print one JSON document on stdout and nothing else" },
  { flag: "--yes", summary: "ask nothing: take the defaults" },
  { flag: "--quiet", summary: "print results, warnings and errors only" },
  { flag: "--debug", summary: "print the stack of an error" },
  { flag: "--no-color", summary: "no colours (NO_COLOR and FORCE_COLOR work too)" },
];

/** Short words for the words that gather commands. */
export const aliases: Readonly<Record<string, string>> = { g: "generate" };

/** Every command of mega, in the order of `mega --help`. Help, `--json` help and the reference pages are made from this table. */
export const commands: readonly CommandSpec[] = [
  ...createCommands,
  generateRecord,
  ...templatesCommands,
  ...takeBackCommands,
  ...runCommands,
  ...lookCommands,
  ...databaseCommands,
  ...decideCommands,
];
