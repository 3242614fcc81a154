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
  // Many records govern the same code.
  const known = new Map<string, boolean>();
  return (glob) => {
    const answer = known.get(glob) ?? isAnyMatched(sorted, glob);
    known.set(glob, answer);
    return answer;
  };
}

function isAnyMatched(sorted: readonly string[], glob: string): boolean {
  const { base } = picomatch.scan(plainGlob(glob));
  const matches = matcher(glob);
  for (let index = firstFrom(sorted, base); sorted[index]?.startsWith(base) === true; index++) {
    if (matches(sorted[index]!)) return true;
  }
  return false;
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
