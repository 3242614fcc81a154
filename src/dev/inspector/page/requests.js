import { el, fill } from "./dom.js";
import { clock, count, duration, statusClass } from "./format.js";
import { block, code, facts, folded, headerList, logList, queryList, reportView } from "./parts.js";
import { replay, store } from "./store.js";

/** @typedef {import("./store.js").Entry} Entry */

/** The part with the last requests. @type {import("./main.js").Part} */
export const requests = {
  title: "Requests",
  kind: "request",
  columns: ["Time", "Method", "Path", "Status", "Took", "Queries", "Version"],
  empty: "No request yet. Open the app in another tab.",
  text: ({ method, url, status, id, route }) => `${method} ${url} ${status} ${id} ${route}`,
  row: (entry) => [
    clock(entry.at),
    el("span", { class: "method" }, entry.method ?? "?"),
    el("span", { class: "main" }, entry.url ?? "cut"),
    el("span", { class: `status ${statusClass(entry.status)}` }, entry.status ?? "left"),
    duration(entry.ms ?? null),
    of(entry, "query").length || "",
    entry.generation,
  ],
  rowVersion: (entry) => of(entry, "query").length,
  detailVersion: (entry) => (store.ofRequest.get(entry.id) ?? []).length,
  detail,
};

/** @param {Entry} entry */
function detail(entry) {
  const queries = of(entry, "query");
  const log = of(entry, "log");
  const errors = of(entry, "error");
  return [
    el("h2", {}, `${entry.method} ${entry.url}`),
    facts([
      ["status", el("span", { class: `status ${statusClass(entry.status)}` }, entry.status ?? "the client left")],
      ["took", duration(entry.ms)],
      ["route", entry.route === null ? "none" : `${entry.route}`],
      ["app", entry.app],
      ["request id", entry.id],
      ["at", `${clock(entry.at)}, by version ${entry.generation}`],
    ]),
    ...errors.map((error) => block("Error", reportView(error))),
    block("Time", waterfall(entry)),
    block(
      "ctx",
      entry.fields?.length > 0
        ? el(
            "p",
            { class: "chips" },
            entry.fields.map((/** @type {string} */ field) => el("code", {}, field)),
          )
        : el("p", { class: "quiet" }, "No field was read."),
    ),
    queries.length > 0 && block(count(queries.length, "query"), queryList(queries)),
    log.length > 0 && block("Log", logList(log)),
    block("Headers", folded(count(entry.headers?.length ?? 0, "header"), headerList(entry.headers ?? []))),
    entry.body === null ? null : block("Body", code(entry.body)),
    replayView(entry),
  ];
}

/** @param {Entry} entry */
function waterfall({ stages = [], ms }) {
  const whole = Math.max(ms, ...stages.map((/** @type {any} */ stage) => stage.from + (stage.ms ?? 0)), 0.001);
  return el(
    "table",
    { class: "waterfall" },
    el(
      "thead",
      {},
      el("tr", {}, ...["Stage", "Function", "", "Took"].map((title) => el("th", { scope: "col" }, title))),
    ),
    el(
      "tbody",
      {},
      stages.map((/** @type {any} */ stage) => {
        const bar = el("span", { class: `bar ${stage.failed ? "failed" : stage.name === null ? "framework" : "own"}` });
        bar.style.setProperty("--from", `${(100 * stage.from) / whole}%`);
        bar.style.setProperty("--size", `${(100 * (stage.ms ?? whole - stage.from)) / whole}%`);
        return el(
          "tr",
          {},
          el("td", {}, stage.stage),
          el("td", {}, stage.name ?? ""),
          el("td", { class: "track" }, bar),
          el("td", { class: stage.failed ? "number bad" : "number" }, duration(stage.ms)),
        );
      }),
    ),
  );
}

/** Answers of requests that were sent again, by number: they stay when the details are drawn anew. @type {Map<number, Node>} */
const replayed = new Map();

/** @param {Entry} entry */
function replayView(entry) {
  const { replay: cannot } = entry;
  if (cannot !== null && cannot !== undefined)
    return block("Replay", el("p", { class: "quiet" }, `It cannot be sent again: ${cannot.impossible}.`));
  const result = el("div", { role: "status", class: "replayed" }, replayed.get(entry.number));
  const show = (/** @type {HTMLElement} */ shown) => {
    replayed.set(entry.number, shown);
    fill(result, shown);
  };
  const send = () => {
    fill(result, el("p", { class: "quiet" }, "Sent, waiting for the answer…"));
    replay(entry.number).then(
      (answer) => show(answerView(answer)),
      (error) => show(el("p", { class: "bad" }, error.message)),
    );
  };
  return block("Replay", el("button", { type: "button", onclick: send }, "Send again"), result);
}

/** @param {any} answer */
function answerView({ status, ms, headers, body, bytes, isCut }) {
  return el(
    "div",
    {},
    el(
      "p",
      {},
      el("span", { class: `status ${statusClass(status)}` }, status),
      ` in ${duration(ms)}, ${count(bytes, "byte")}`,
    ),
    folded(count(headers.length, "header"), headerList(headers)),
    body === null ? el("p", { class: "quiet" }, "The body is no text.") : body !== "" && code(pretty(body)),
    isCut && el("p", { class: "quiet" }, "There is more than is shown."),
  );
}

/** @param {string} text */
function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/**
 * @param {Entry} entry
 * @param {string} kind
 */
function of(entry, kind) {
  return (store.ofRequest.get(entry.id) ?? []).filter((other) => other.kind === kind);
}
