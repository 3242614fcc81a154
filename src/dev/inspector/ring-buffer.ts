/** What one entry costs beside its bytes: the objects that hold it. */
const OVERHEAD = 256;

/** The newest entries that fit into a number of bytes, by number. */
export class RingBuffer<Entry extends { readonly bytes: number }> {
  readonly #most: number;
  /** In the order in which they came. */
  readonly #entries = new Map<number, Entry>();
  #bytes = 0;

  /** @param most in bytes, all that it takes counted */
  constructor(most: number) {
    this.#most = most;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The oldest make room; an entry that fits nowhere is not kept. Says how many are gone. */
  add(number: number, entry: Entry): number {
    this.#entries.set(number, entry);
    this.#bytes += entry.bytes + OVERHEAD;
    let gone = 0;
    for (const [oldest, { bytes }] of this.#entries) {
      if (this.#bytes <= this.#most) break;
      this.#entries.delete(oldest);
      this.#bytes -= bytes + OVERHEAD;
      gone++;
    }
    return gone;
  }

  get(number: number): Entry | undefined {
    return this.#entries.get(number);
  }

  entries(): IterableIterator<[number: number, entry: Entry]> {
    return this.#entries.entries();
  }
}
