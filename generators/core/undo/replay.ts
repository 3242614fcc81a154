import { type Content, isSame, Kept, type LiveLayer, withLayer, withoutLayer } from "./layers.ts";

/** A file with its layers, oldest first. */
export interface LayeredFile {
  readonly content: Content;
  readonly layers: readonly LiveLayer[];
}

/**
 * The file as if a run had never been: the newer layers are taken off, then that of the run, then the newer ones are laid on
 * again. What people wrote stays. Where a newer layer cannot be taken off, because its own lines were edited, the run's change
 * is taken out from below them.
 */
export async function removeLayer(path: string, file: LayeredFile, run: string): Promise<LayeredFile | Kept> {
  const at = file.layers.findIndex((layer) => layer.run === run);
  const newer = file.layers.slice(at + 1);
  const bare = peel(path, file.content, file.layers.slice(at));
  if (!(bare instanceof Kept)) {
    const laid = await lay(path, { content: bare, layers: file.layers.slice(0, at) }, newer);
    if (!(laid instanceof Kept)) return laid;
  }
  return takeOut(path, file, at);
}

/** The file with a run's change brought again, in its old place among the layers, or on top where that is not possible. */
export async function insertLayer(path: string, file: LayeredFile, change: Insertion): Promise<LayeredFile | Kept> {
  const { layer, at } = change;
  const bare = peel(path, file.content, file.layers.slice(at));
  if (!(bare instanceof Kept)) {
    const laid = await lay(path, { content: bare, layers: file.layers.slice(0, at) }, [
      layer,
      ...file.layers.slice(at),
    ]);
    if (!(laid instanceof Kept)) return laid;
  }
  return lay(path, file, [layer]);
}

export interface Insertion {
  readonly layer: LiveLayer;
  /** How many layers are older. */
  readonly at: number;
}

/** Takes layers off, the newest first. */
function peel(path: string, content: Content, layers: readonly LiveLayer[]): Content | Kept {
  let left = content;
  for (const layer of layers.toReversed()) {
    const next = withoutLayer(path, left, layer);
    if (next instanceof Kept) return next;
    left = next;
  }
  return left;
}

/** Lays layers on, the oldest first; each is noted with the contents that it had before it and has now. */
async function lay(path: string, file: LayeredFile, layers: readonly LiveLayer[]): Promise<LayeredFile | Kept> {
  const laid = [...file.layers];
  let { content } = file;
  for (const layer of layers) {
    const after = await withLayer(path, content, layer);
    if (after instanceof Kept) return after;
    laid.push({ ...layer, before: content, after });
    content = after;
  }
  return { content, layers: laid };
}

/** Merges a layer's change out of the content, and out of all that the newer layers note. */
async function takeOut(path: string, { content, layers }: LayeredFile, at: number): Promise<LayeredFile | Kept> {
  const [layer, ...newer] = layers.slice(at);
  if (layer === undefined) return { content, layers };
  const noted: LiveLayer[] = layers.slice(0, at);
  for (const above of newer) {
    const before = withoutLayer(path, above.before, layer);
    const after = withoutLayer(path, above.after, layer);
    if (before instanceof Kept) return before;
    if (after instanceof Kept) return after;
    noted.push({ ...above, before, after });
  }
  const left = withoutLayer(path, content, layer);
  if (left instanceof Kept) return left;
  // A recipe adds what is missing: what the newer ones had found there, since this one had brought it.
  const again = await lay(
    path,
    { content: left, layers: [] },
    newer.filter(({ recipe }) => recipe !== undefined),
  );
  if (again instanceof Kept) return again;
  return { content: isSame(left, null) ? null : again.content, layers: noted };
}
