import type { ConfigAddition } from "./config-edit.ts";
import { insertLine, type LineInsertion } from "./insert-line.ts";
import { addMissingKeys, type Texts } from "./json-edit.ts";
import type { Edit } from "./plan.ts";
import { addParagraphs, type ParagraphAddition } from "./section-edit.ts";

/** An edit as data: what is done, and with what. */
export type EditRecipe =
  /** The texts that a locale file does not have yet. */
  | { readonly do: "addTexts"; readonly texts: Texts }
  /** Keys, members of lists and imports of a config file. */
  | { readonly do: "addToConfig"; readonly addition: ConfigAddition }
  /** Paragraphs of a section of a Markdown text. */
  | { readonly do: "addParagraphs"; readonly addition: ParagraphAddition }
  /** One line of any text. */
  | { readonly do: "insertLine"; readonly insertion: LineInsertion };

/** Does an edit on the text of `path`. Throws what the edit throws: a GeneratorError that names the file. */
export async function applyEdit(edit: Edit, text: string, path: string): Promise<string> {
  if (typeof edit === "function") return edit(text);
  switch (edit.do) {
    case "addTexts":
      return addMissingKeys(text, edit.texts, path);
    case "addToConfig": {
      // The parser takes longer to load than most generators run.
      const { addToConfig } = await import("./config-edit.ts");
      return addToConfig(text, edit.addition, path);
    }
    case "addParagraphs":
      return addParagraphs(text, edit.addition);
    case "insertLine":
      return insertLine(text, edit.insertion);
  }
}
