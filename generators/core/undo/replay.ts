import type { Content } from "../content.ts";
import { Kept, type LiveLayer, withLayer, withoutLayer } from "./layers.ts";

/** A file with its layers, oldest first. */
export interface LayeredFile {
  readonly content: Content;
  readonly layers: readonly LiveLayer[];
}

/**
 * The file as if a run had never been: the newer layers are taken off, then that of the run, then the newer ones are laid on
 * again. What people wrote stays. Where a newer layer cannot be taken off, because its own lines were edited, the run's change
 * is taken out from below them. Throws Kept.
 */
export async function removeLayer(path: string, { content, layers }: LayeredFile, at: number): Promise<LayeredFile> {
  const below = layers.slice(0, at);
  const [own, ...newer] = layers.slice(at) as [LiveLayer, ...LiveLayer[]];
  return firstOf(
    async () => lay(path, { content: await peel(path, content, [own, ...newer]), layers: below }, newer),
    async () => {
      const bare = { content: await withoutLayer(path, content, own), layers: [] };
      const { content: left } = await lay(path, bare, recipesOf(newer));
      const noted = await Promise.all(newer.map((layer) => noteWithout(path, layer, own)));
      return { content: left, layers: [...below, ...noted] };
    },
  );
}

/**
 * The file with a run's change brought again, in its old place among the layers, or on top where that is not possible.
 * Throws Kept.
 */
export async function insertLayer(
  path: string,
  file: LayeredFile,
  { layer, at }: { readonly layer: LiveLayer; readonly at: number },
): Promise<LayeredFile> {
  const newer = file.layers.slice(at);
  return firstOf(
    async () => {
      const bare = { content: await peel(path, file.content, newer), layers: file.layers.slice(0, at) };
      return lay(path, bare, [layer, ...newer]);
    },
    async () => lay(path, file, [layer]),
  );
}

async function firstOf<Result>(first: () => Promise<Result>, second: () => Promise<Result>): Promise<Result> {
  try {
    return await first();
  } catch (error) {
    if (error instanceof Kept) return second();
    throw error;
  }
}

/** Takes layers off, the newest first. */
async function peel(path: string, content: Content, layers: readonly LiveLayer[]): Promise<Content> {
  let left = content;
  for (const layer of layers.toReversed()) left = await withoutLayer(path, left, layer);
  return left;
}

/** Lays layers on, the oldest first; each is noted with the contents that it had before it and has now. */
async function lay(path: string, file: LayeredFile, layers: readonly LiveLayer[]): Promise<LayeredFile> {
  const laid = [...file.layers];
  let { content } = file;
  for (const layer of layers) {
    const after = await withLayer(path, content, layer);
    // An edit whose file is gone meanwhile keeps what it did, for when the file comes back.
    const isIdle = layer.kind === "edit" && content === null && after === null;
    laid.push(isIdle ? layer : { ...layer, before: content, after });
    content = after;
  }
  return { content, layers: laid };
}

/** A recipe adds what is missing: what the newer ones had found there, since the one that goes had brought it. */
function recipesOf(layers: readonly LiveLayer[]): readonly LiveLayer[] {
  return layers.filter(({ recipe }) => recipe !== undefined);
}

async function noteWithout(path: string, layer: LiveLayer, other: LiveLayer): Promise<LiveLayer> {
  const before = await withoutLayer(path, layer.before, other);
  return { ...layer, before, after: await withoutLayer(path, layer.after, other) };
}
