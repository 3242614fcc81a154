/**
 * `0.42 ms`, `17 ms`, `2.3 s`
 * @param {number | null} ms
 */
export function duration(ms) {
  if (ms === null) return "…";
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms.toFixed(ms < 10 ? 2 : ms < 100 ? 1 : 0)} ms`;
}

/**
 * `14:03:07.120`, in the reader's zone
 * @param {number} at
 */
export function clock(at) {
  const date = new Date(at);
  const millis = String(date.getMilliseconds()).padStart(3, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${millis}`;
}

/** @param {number} part */
function two(part) {
  return String(part).padStart(2, "0");
}

/**
 * @param {number} number
 * @param {string} noun
 */
export function count(number, noun) {
  return `${number} ${number === 1 ? noun : `${noun}s`.replace(/ys$/, "ies")}`;
}

/**
 * The class of an HTTP status: `good`, `moved`, `wrong`, `failed`.
 * @param {number | null} status
 */
export function statusClass(status) {
  if (status === null || status >= 500) return "failed";
  return status >= 400 ? "wrong" : status >= 300 ? "moved" : "good";
}
