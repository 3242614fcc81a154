import { type Content, isSame } from "../content.ts";
import { applyEdit, type EditRecipe } from "../edits.ts";
import { GeneratorError } from "../errors.ts";
import { type FileVersions, mergeFile } from "../merge/merge-file.ts";
import type { Operation } from "../plan.ts";

/** What one run did to one file, with the contents at hand. */
export interface LiveLayer {
  readonly run: string;
  readonly kind: Operation["kind"];
  readonly before: Content;
  readonly after: Content;
  readonly mode: number;
  readonly recipe?: EditRecipe;
  readonly start?: string;
}

/** Thrown where a file cannot be changed as wanted: it is kept as it is. The message says why. */
export class Kept extends Error {
  override readonly name = "Kept";
}

/** The content without what a layer did to it; edits made since stay. Throws Kept. */
export async function withoutLayer(path: string, content: Content, layer: LiveLayer): Promise<Content> {
  const { before, after, start } = layer;
  if (isSame(content, after)) return before;
  // Whoever removed the file, or made one in the place of a removed one, meant it.
  if (content === null || after === null) return content;
  if (before !== null) return merged(path, { base: after, ours: content, theirs: before });
  if (start === undefined) throw new Kept("edited since");
  const rest = await merged(path, { base: after, ours: content, theirs: Buffer.from(start) });
  return rest.toString() === start ? null : rest;
}

/** The content with what a layer does, done anew where it can be. Throws Kept. */
export async function withLayer(path: string, content: Content, layer: LiveLayer): Promise<Content> {
  const { before, after, recipe } = layer;
  if (recipe !== undefined) return followed(path, content, { recipe, start: layer.start });
  if (isSame(content, before) || isSame(content, after)) return after;
  if (layer.kind === "edit" && content === null) return null;
  if (content === null) return after;
  if (before === null) throw new Kept("another file is in its place");
  if (after === null) throw new Kept("edited since");
  return merged(path, { base: before, ours: content, theirs: after });
}

interface Following {
  readonly recipe: EditRecipe;
  readonly start?: string | undefined;
}

/** A recipe followed again. A file that is gone, and that the recipe does not make, stays gone. */
async function followed(path: string, content: Content, { recipe, start }: Following): Promise<Content> {
  const text = content === null ? start : content.toString("utf8");
  if (text === undefined) return null;
  try {
    return Buffer.from(await applyEdit(recipe, text, path));
  } catch (error) {
    if (!(error instanceof GeneratorError)) throw error;
    throw new Kept(error.message, { cause: error });
  }
}

async function merged(path: string, versions: FileVersions): Promise<Buffer> {
  const bytes = await mergeFile(path, versions);
  if (bytes === null) throw new Kept("edited since, in the same lines");
  return bytes;
}
