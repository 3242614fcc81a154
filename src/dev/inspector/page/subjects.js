import { el } from "./dom.js";
import { block, facts } from "./parts.js";
import { store } from "./store.js";

/** @typedef {import("./store.js").Entry} Entry */

/** Each route, with everything that a request passes. @type {import("./main.js").Part} */
export const routes = {
  title: "Routes",
  subject: "routes",
  columns: ["Method", "Path", "Stages", "From"],
  empty: "There are no routes.",
  list: (data) => data.map((/** @type {any} */ route, /** @type {number} */ index) => ({ ...route, number: index })),
  text: ({ method, path, file, summary, app }) => `${method} ${path} ${file} ${summary} ${app}`,
  row: (route) => [
    el("span", { class: "method" }, route.method),
    el("span", { class: "main" }, route.path),
    route.stages.length,
    route.file ?? el("span", { class: "quiet" }, route.from),
  ],
  detail: (route) => [
    el("h2", {}, `${route.method} ${route.path}`),
    facts([
      ...(route.summary === undefined ? [] : [/** @type {const} */ (["summary", route.summary])]),
      ["app", route.app],
      ["from", route.file ?? route.from],
      ["limits", limits(route)],
    ]),
    block("Stages", stages(route)),
    Object.keys(route.schemas).length > 0 && block("Schemas", facts(Object.entries(route.schemas))),
  ],
};

/** @param {Entry} route */
function limits({ method, limits: { bodyBytes, timeoutMs } }) {
  const time = timeoutMs === null ? "no time limit" : `${timeoutMs} ms`;
  return method === "GET" ? time : `${time}, a body of ${bodyBytes} bytes`;
}

/** @param {Entry} route */
function stages({ stages, from }) {
  return el(
    "table",
    { class: "stages" },
    el(
      "thead",
      {},
      el("tr", {}, ...["Stage", "Function", "Written in"].map((title) => el("th", { scope: "col" }, title))),
    ),
    el(
      "tbody",
      {},
      stages.map((/** @type {any} */ { stage, name, at }) => {
        const owner = stage === "handler" && from !== "project" ? from : "mega";
        const place = at === undefined ? el("span", { class: "quiet" }, owner) : `${at.file}:${at.line}`;
        return el("tr", {}, el("td", {}, stage), el("td", {}, name), el("td", {}, place));
      }),
    ),
  );
}

/** Each value of the config, and who said it. @type {import("./main.js").Part} */
export const config = {
  title: "Config",
  subject: "config",
  columns: ["App", "Key", "Value", "From"],
  empty: "There is no config.",
  list: (data) => data.map((/** @type {any} */ value, /** @type {number} */ index) => ({ ...value, number: index })),
  text: ({ key, value, app, ...origin }) => `${app} ${key} ${JSON.stringify(value)} ${originText(origin)}`,
  row: (value) => [
    el("span", { class: "quiet" }, value.app ?? ""),
    value.key,
    el("span", { class: "main" }, JSON.stringify(value.value) ?? ""),
    value.layer === "default" ? el("span", { class: "quiet" }, "default") : originText(value),
  ],
};

/** @param {any} origin */
function originText({ layer, file, line, variable }) {
  const place = file === null ? layer : `${file}${line === null ? "" : `:${line}`}`;
  if (variable === null) return place;
  return layer === "env-file" || layer === "environment" ? `${place} (${variable})` : `${place} (without ${variable})`;
}

/** What the checks of the app say now. @type {import("./main.js").Part} */
export const health = {
  title: "Health",
  subject: "health",
  isLive: true,
  columns: ["Check", "State", "Details"],
  empty: "There are no checks.",
  list: ({ ok, checks }) => [
    { number: 0, name: "app", ok, details: {} },
    ...Object.entries(checks).map(([name, { ok: isOk, ...details }], index) => ({
      number: index + 1,
      name,
      ok: isOk,
      details,
    })),
  ],
  text: ({ name }) => name,
  row: ({ name, ok, details }) => [
    name,
    el("span", { class: ok ? "status good" : "status failed" }, ok ? "ok" : "failing"),
    el("span", { class: "main" }, Object.keys(details).length === 0 ? "" : JSON.stringify(details)),
  ],
};

/**
 * What the app said of a subject, as rows; a text when there is nothing to show.
 * @param {import("./main.js").Part} part
 * @returns {readonly Entry[] | string}
 */
export function answered(part) {
  const answer = store.answers[part.subject ?? ""];
  if (answer === undefined) return store.state.generation === null ? "The app does not run yet." : "Asked the app…";
  if (answer.problem !== null) return answer.problem;
  return part.list?.(answer.data) ?? [];
}
