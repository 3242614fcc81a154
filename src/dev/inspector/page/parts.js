// Pieces that several parts of the page show.
import { el } from "./dom.js";
import { clock, duration } from "./format.js";

/**
 * A heading and what is below it; null for nothing.
 * @param {string} title
 * @param {...import("./dom.js").Child} children
 */
export function block(title, ...children) {
  return el("section", {}, el("h3", {}, title), ...children);
}

/**
 * Names and values.
 * @param {readonly (readonly [string, import("./dom.js").Child])[]} pairs
 */
export function facts(pairs) {
  return el(
    "dl",
    { class: "facts" },
    pairs.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]),
  );
}

/** @param {string} text */
export function code(text) {
  return el("pre", { tabindex: "0" }, text);
}

/**
 * Something that opens.
 * @param {string} title
 * @param {import("./dom.js").Child} child
 */
export function folded(title, child) {
  return el("details", {}, el("summary", {}, title), child);
}

/**
 * Headers of a message.
 * @param {readonly (readonly [string, string])[]} headers
 */
export function headerList(headers) {
  return facts(headers.map(([name, value]) => [name, value]));
}

/**
 * The parts of an error, each with the lines of the project around it.
 * @param {import("./store.js").Entry} entry
 */
export function reportView({ report }) {
  if (report === undefined) return el("p", {}, "It is too large to be shown.");
  const { problems, hint, stack } = report;
  return el(
    "div",
    { class: "report" },
    problems.map((/** @type {any} */ { message, place, frame }) =>
      el(
        "div",
        { class: "problem" },
        el("p", { class: "message" }, message),
        place === null ? null : el("p", { class: "place" }, place),
        frame === null ? null : el("pre", { tabindex: "0", class: "frame" }, frameLines(frame)),
      ),
    ),
    hint === null ? null : el("p", { class: "hint" }, hint),
    stack === null ? null : folded("Stack", code(stack)),
  );
}

/**
 * @param {string} frame
 * @returns {import("./dom.js").Child[]}
 */
function frameLines(frame) {
  return frame.split("\n").flatMap((line) => [line.startsWith(">") ? el("mark", {}, line) : line, "\n"]);
}

/**
 * Queries in short.
 * @param {readonly import("./store.js").Entry[]} queries
 */
export function queryList(queries) {
  return el(
    "ul",
    { class: "lines" },
    queries.map((query) =>
      el(
        "li",
        {},
        el("a", { href: `#queries/${query.number}`, class: query.error === null ? "sql" : "sql bad" }, query.sql),
        el("span", { class: "quiet" }, duration(query.ms)),
      ),
    ),
  );
}

/**
 * Log lines in short.
 * @param {readonly import("./store.js").Entry[]} lines
 */
export function logList(lines) {
  return el(
    "ul",
    { class: "lines" },
    lines.map((line) =>
      el(
        "li",
        {},
        el("span", { class: `level ${line.level}` }, line.level),
        el("a", { href: `#log/${line.number}` }, line.message),
        el("span", { class: "quiet" }, clock(line.at)),
      ),
    ),
  );
}
