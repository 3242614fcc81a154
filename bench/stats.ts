/** A ratio A/B over paired rounds: its median and the 95 % interval of its mean, on a log scale. */
export interface Ratio {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly rounds: number;
}

export function ratioOf(a: readonly number[], b: readonly number[]): Ratio {
  const logs = a.map((value, index) => Math.log(value / (b[index] ?? Number.NaN)));
  const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
  const variance = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, logs.length - 1);
  const half = (studentT(logs.length - 1) * Math.sqrt(variance)) / Math.sqrt(logs.length);
  return {
    median: Math.exp(median(logs)),
    low: Math.exp(mean - half),
    high: Math.exp(mean + half),
    rounds: logs.length,
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((x, y) => x - y);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? at(sorted, middle) : (at(sorted, middle - 1) + at(sorted, middle)) / 2;
}

/** Width of the interval against its middle: rounds go on until it is below the margin a claim needs. */
export function width(ratio: Ratio): number {
  return (ratio.high - ratio.low) / ratio.median;
}

/** Two-sided 95 % quantile of Student's t, by the Cornish–Fisher expansion (Abramowitz & Stegun 26.7.5); exact enough from 4 rounds on. */
function studentT(degrees: number): number {
  const z = 1.959964;
  const n = Math.max(1, degrees);
  return z + (z ** 3 + z) / (4 * n) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * n ** 2);
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? Number.NaN;
}
