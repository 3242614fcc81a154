import picomatch from "picomatch";

/** Whether a path matches a glob; a folder means everything below it. */
export function matcher(glob: string): (file: string) => boolean {
  const plain = plainGlob(glob);
  if (plain === "") return () => false;
  return picomatch([plain, `${plain}/**`], { dot: true });
}

/** Tells of a glob whether any of many files matches it, looking only at those below the folder that it starts with. */
export function searchFiles(files: readonly string[]): (glob: string) => boolean {
  const sorted = files.toSorted();
  return (glob) => {
    const { base } = picomatch.scan(plainGlob(glob));
    const matches = matcher(glob);
    const from = firstFrom(sorted, base);
    const length = sorted.slice(from).findIndex((file) => !file.startsWith(base));
    return sorted.slice(from, length === -1 ? undefined : from + length).some(matches);
  };
}

function plainGlob(glob: string): string {
  return glob.replace(/^\.?\//, "").replace(/\/$/, "");
}

/** Index of the first text that is not before `start`. */
function firstFrom(sorted: readonly string[], start: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
