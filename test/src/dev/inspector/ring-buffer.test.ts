import * as fc from "fast-check";
import { expect, test } from "vitest";

import { RingBuffer } from "../../../../src/dev/inspector/ring-buffer.ts";

test("holds the newest that fit, never more bytes than it may, and counts what is gone", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5_000 }), fc.array(fc.nat(2_000)), (most, sizes) => {
      const ring = new RingBuffer<{ readonly bytes: number }>(most);
      let gone = 0;
      sizes.forEach((bytes, number) => {
        gone += ring.add(number, { bytes });
        expect(ring.bytes).toBeLessThanOrEqual(most);
      });
      const kept = Array.from(ring.entries(), ([number]) => number);
      expect(kept).toEqual(sizes.map((_, number) => number).slice(gone));
      for (const number of kept) expect(ring.get(number)).toEqual({ bytes: sizes[number] });
      expect(ring.get(gone - 1)).toBeUndefined();
    }),
  );
});
