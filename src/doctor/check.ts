import type { CommandInput } from "../command.ts";
import type { Project } from "../project/find.ts";

/** What a check found: all is well, something to know, or something that does not work. */
export interface Finding {
  readonly state: "ok" | "warning" | "problem";
  readonly message: string;
  /** What to do. */
  readonly hint?: string | undefined;
}

/** One look at the machine, or at a project. It changes nothing. Null where there is nothing to say. */
export type Check<Place> = (place: Place) => Finding | null | Promise<Finding | null>;

/** Where a project is looked at. */
export interface ProjectPlace {
  readonly input: CommandInput & { readonly project: Project };
  readonly root: string;
}

export function ok(message: string): Finding {
  return { state: "ok", message };
}

export function warning(message: string, hint: string): Finding {
  return { state: "warning", message, hint };
}

export function problem(message: string, hint?: string): Finding {
  return { state: "problem", message, hint };
}

/** The first few of many, and how many more there are. */
export function listed(words: readonly string[]): string {
  const more = words.length > 5 ? ` and ${words.length - 5} more` : "";
  return `${words.slice(0, 5).join(", ")}${more}`;
}
