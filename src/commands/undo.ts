import type { CommandRun } from "../command.ts";
import { takeBack } from "../take-back.ts";

/** `mega undo [run]` */
export const run: CommandRun = async (input) => takeBack("undo", input);
