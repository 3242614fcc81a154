import type { CommandRun } from "../command.ts";
import { takeBack } from "../take-back.ts";

/** `mega redo [run]` */
export const run: CommandRun = async (input) => takeBack("redo", input);
