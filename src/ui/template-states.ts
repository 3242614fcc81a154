import type { TemplateState } from "../../generators/core/template-origin.ts";

/** What is said of a project's copy of a template. */
export const STATE_WORDS: Readonly<Record<TemplateState, string>> = {
  same: "ejected, unchanged",
  yours: "ejected, changed by you",
  outdated: "ejected; mega's has changed since",
  both: "ejected; changed by you, and mega's may have changed since",
  own: "your own",
};
