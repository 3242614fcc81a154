/** The bytes of a file; null when there is none. */
export type Content = Buffer | null;

export function isSame(a: Content, b: Content): boolean {
  return a === null || b === null ? a === b : a.equals(b);
}
