/** The longest texts, in characters, that are tried one after the other; of lists as many elements are kept. */
const LONGEST = [4_096, 1_024, 256, 64, 16];

/** An entry as JSON of at most `most` bytes: texts and lists are cut as far as it takes, at last all but what it must have. */
export function cutToSize<Entry extends object>(entry: Entry, most: number, must: Partial<Entry>): Buffer {
  const whole = Buffer.from(JSON.stringify(entry));
  if (whole.length <= most) return whole;
  for (const longest of LONGEST) {
    const cut = Buffer.from(JSON.stringify({ ...shorten(entry, longest), isCut: true }));
    if (cut.length <= most) return cut;
  }
  return Buffer.from(JSON.stringify({ ...must, isCut: true }));
}

function shorten<Value>(value: Value, longest: number): Value {
  const text = JSON.stringify(value, (_key, inner: unknown) => {
    if (Array.isArray(inner) && inner.length > longest) return inner.slice(0, longest) as unknown;
    return typeof inner === "string" && inner.length > longest ? `${inner.slice(0, longest)}…` : inner;
  });
  // What was written as JSON reads as what it was.
  return JSON.parse(text) as Value;
}
