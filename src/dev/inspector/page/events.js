import { el } from "./dom.js";
import { clock, count, duration } from "./format.js";
import { block, code, facts, reportView } from "./parts.js";
import { store } from "./store.js";

/** @typedef {import("./store.js").Entry} Entry */

/** @type {import("./main.js").Part} */
export const queries = {
  title: "Queries",
  kind: "query",
  columns: ["Time", "SQL", "Parameters", "Took", "Request", "Version"],
  empty: "No query yet.",
  text: ({ sql, database, request }) => `${sql} ${database} ${request}`,
  row: (entry) => [
    clock(entry.at),
    el("span", { class: entry.error === null ? "main" : "main bad" }, entry.sql ?? "cut"),
    entry.parameterCount || "",
    duration(entry.ms ?? null),
    requestName(entry),
    entry.generation,
  ],
  detail: (entry) => [
    el("h2", {}, "Query"),
    code(entry.sql),
    facts([
      ["took", duration(entry.ms)],
      ["database", entry.database],
      ["request", requestLink(entry)],
      ["at", `${clock(entry.at)}, by version ${entry.generation}`],
    ]),
    entry.error === null ? null : block("Error", el("p", { class: "bad" }, entry.error)),
    block(
      count(entry.parameterCount, "parameter"),
      el(
        "ol",
        { class: "parameters" },
        (entry.parameters ?? []).map((/** @type {string} */ text) => el("li", {}, text)),
      ),
      entry.parameterCount > entry.parameters?.length
        ? el("p", { class: "quiet" }, `and ${entry.parameterCount - entry.parameters.length} more`)
        : null,
    ),
  ],
};

/** @type {import("./main.js").Part} */
export const log = {
  title: "Log",
  kind: "log",
  columns: ["Time", "Level", "Message", "Version"],
  empty: "Nothing was logged yet.",
  text: ({ level, message, fields, request }) => `${level} ${message} ${fields} ${request}`,
  row: (entry) => [
    clock(entry.at),
    el("span", { class: `level ${entry.level}` }, entry.level ?? "?"),
    el("span", { class: "main" }, entry.message ?? "cut"),
    entry.generation,
  ],
  detail: (entry) => [
    el("h2", {}, entry.message || "Log line"),
    facts([
      ["level", el("span", { class: `level ${entry.level}` }, entry.level)],
      ["request", requestLink(entry)],
      ["at", `${clock(entry.at)}, by version ${entry.generation}`],
    ]),
    entry.fields === "" ? null : block("Fields", code(entry.fields)),
  ],
};

/** @type {import("./main.js").Part} */
export const errors = {
  title: "Errors",
  kind: "error",
  columns: ["Time", "Code", "Message", "Place", "Version"],
  empty: "No error. Requests that fail with 500 or above are here, and builds that fail.",
  text: ({ report, request }) => `${JSON.stringify(report)} ${request}`,
  row: (entry) => [
    clock(entry.at),
    el("span", { class: "bad" }, entry.report?.code ?? "cut"),
    el("span", { class: "main" }, entry.report?.problems[0]?.message ?? ""),
    entry.report?.problems[0]?.place ?? "",
    entry.generation,
  ],
  detail: (entry) => [
    el("h2", {}, entry.report?.code ?? "Error"),
    facts([
      ["where", entry.request === null ? "the app could not run" : requestLink(entry)],
      ["at", `${clock(entry.at)}, by version ${entry.generation}`],
    ]),
    reportView(entry),
  ],
};

/** @param {Entry} entry */
function requestOf(entry) {
  if (typeof entry.request !== "string") return undefined;
  return store.entries.request?.findLast((request) => request.id === entry.request);
}

/** @param {Entry} entry */
function requestName(entry) {
  const request = requestOf(entry);
  return request === undefined
    ? el("span", { class: "quiet" }, entry.request ?? "none")
    : `${request.method} ${request.url}`;
}

/** @param {Entry} entry */
function requestLink(entry) {
  const request = requestOf(entry);
  if (request === undefined) return entry.request ?? "none";
  return el("a", { href: `#requests/${request.number}` }, `${request.method} ${request.url}`);
}
