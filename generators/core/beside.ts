import { basename, dirname, join } from "node:path";

/** Where a run keeps a file's next and former contents meanwhile: in the file's own folder, so that a rename is one step. */
export function besideOf(file: string, id: string): { readonly next: string; readonly former: string } {
  const beside = join(dirname(file), `.${basename(file)}.${id}`);
  return { next: `${beside}.new`, former: `${beside}.old` };
}
