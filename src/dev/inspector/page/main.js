import { arrange, byId, el, fill } from "./dom.js";
import { errors, log, queries } from "./events.js";
import { count } from "./format.js";
import { requests } from "./requests.js";
import { ask, clear, connect, store } from "./store.js";
import { answered, config, health, routes } from "./subjects.js";

/** @typedef {import("./store.js").Entry} Entry */
/** @typedef {import("./dom.js").Child} Child */
/**
 * A part of the page: entries of one kind as they happen, or what the app says of one subject.
 * @typedef {object} Part
 * @property {string} title
 * @property {string} [kind]
 * @property {string} [subject]
 * @property {boolean} [isLive] it is asked for again and again
 * @property {readonly string[]} columns the last but one that has the class `main` takes the room
 * @property {string} empty
 * @property {(data: any) => readonly Entry[]} [list]
 * @property {(entry: Entry) => string} text what the filter looks at
 * @property {(entry: Entry) => readonly Child[]} row
 * @property {(entry: Entry) => number} [rowVersion] differs when the row is another
 * @property {(entry: Entry) => number} [detailVersion]
 * @property {(entry: Entry) => readonly Child[]} [detail]
 */

/** @type {Record<string, Part>} */
const PARTS = { requests, queries, log, errors, routes, config, health };
const NAMES = Object.keys(PARTS);

/** More rows than that are found with the filter. */
const MOST_ROWS = 400;
const LIVE_MS = 3000;

const filter = /** @type {HTMLInputElement} */ (byId("filter"));
const table = el("table");
const head = el("thead");
const body = el("tbody");
table.append(head, body);
const note = el("p", { class: "note" });
byId("list").append(table, note);

/** The rows that are made, by part and number, with the version they show. @type {Map<string, { version: string, row: Element }>} */
let rows = new Map();
let shownPart = "";
let shownDetail = "";
let isDrawing = false;

addEventListener("hashchange", draw);
filter.addEventListener("input", draw);
byId("clear").addEventListener("click", () => {
  clear();
  rows = new Map();
  draw();
});
addEventListener("keydown", onKey);
setInterval(() => {
  const { part } = place();
  if (part.isLive === true && document.visibilityState === "visible") ask(part.subject ?? "", { again: true });
}, LIVE_MS);
connect(drawSoon);
draw();

/** Once for all that comes before the next frame. */
function drawSoon() {
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(() => {
    isDrawing = false;
    draw();
  });
}

/** Where the page is: `#requests/12`. */
function place() {
  const [name = "", number] = location.hash.slice(1).split("/");
  const known = NAMES.includes(name) ? name : "requests";
  return {
    name: known,
    part: /** @type {Part} */ (PARTS[known]),
    number: number === undefined ? null : Number(number),
  };
}

function draw() {
  const { name, part, number } = place();
  if (part.subject !== undefined) ask(part.subject);
  drawHead(name);
  const shown = entriesOf(part);
  const entries = typeof shown === "string" ? [] : shown;
  drawList({ name, part, number, entries });
  note.textContent = typeof shown === "string" ? shown : noteOf(part, entries.length);
  const found = entries.find((entry) => entry.number === number);
  drawDetail(name, part, found ?? all(part).find((entry) => entry.number === number));
}

/** @param {string} name */
function drawHead(name) {
  const { state, isConnected } = store;
  document.title = `${state.name} · ${PARTS[name]?.title}`;
  byId("name").textContent = state.name;
  const kind = !isConnected ? "away" : state.failing !== null ? "failing" : "running";
  const words = !isConnected
    ? "mega start --watch does not answer"
    : state.failing !== null
      ? `the newest version is broken: ${state.failing}`
      : state.generation === null
        ? "the app starts"
        : [`version ${state.generation}`, state.files.join(", "), `${state.ms} ms`].filter(Boolean).join(" · ");
  byId("state").className = kind;
  if (byId("state").textContent !== words) byId("state").textContent = words;
  byId("lost").textContent = [
    state.gone > 0 && `${count(state.gone, "old entry")} made room`,
    state.dropped > 0 && `${state.dropped} came too fast and are lost`,
  ]
    .filter(Boolean)
    .join(" · ");
  const tabs = NAMES.map((tab, index) => {
    const { title, kind: kindOf } = /** @type {Part} */ (PARTS[tab]);
    const length = kindOf === undefined ? 0 : (store.entries[kindOf]?.length ?? 0);
    return { tab, index, title, length };
  });
  if (byId("tabs").childElementCount === 0)
    fill(
      byId("tabs"),
      ...tabs.map(({ tab, title, index }) =>
        el("a", { href: `#${tab}`, "aria-keyshortcuts": index + 1 }, title, el("span", { class: "count" })),
      ),
    );
  tabs.forEach(({ tab, length }, index) => {
    const link = /** @type {HTMLElement} */ (byId("tabs").children[index]);
    if (tab === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
    const number = /** @type {HTMLElement} */ (link.lastElementChild);
    number.textContent = length === 0 ? "" : String(length);
    number.classList.toggle("bad", tab === "errors");
  });
}

/** @param {{ name: string, part: Part, number: number | null, entries: readonly Entry[] }} list */
function drawList({ name, part, number, entries }) {
  if (shownPart !== name) {
    shownPart = name;
    table.className = name;
    rows = new Map();
    fill(head, el("tr", {}, ...part.columns.map((title) => el("th", { scope: "col" }, title))));
    byId("list").scrollTop = 0;
  }
  table.hidden = entries.length === 0;
  const made = entries.slice(0, MOST_ROWS).map((entry) => rowOf(name, part, entry));
  arrange(body, made);
  made.forEach((row, index) => row.classList.toggle("selected", entries[index]?.number === number));
  if (rows.size > 4 * MOST_ROWS) rows = new Map([...rows].filter(([, { row }]) => row.isConnected));
}

/**
 * @param {string} name
 * @param {Part} part
 * @param {Entry} entry
 */
function rowOf(name, part, entry) {
  const key = String(entry.number);
  const version = part.kind === undefined ? JSON.stringify(entry) : String(part.rowVersion?.(entry));
  const known = rows.get(key);
  if (known?.version === version) return known.row;
  const cells = part.row(entry).map((cell) => el("td", {}, cell));
  const row = el("tr", { class: part.detail === undefined ? "" : "opens" }, ...cells);
  if (part.detail !== undefined) {
    const href = `#${name}/${entry.number}`;
    const main = row.querySelector(".main") ?? row;
    main.replaceChildren(el("a", { href }, ...main.childNodes));
    row.addEventListener("click", () => (location.hash = href));
  }
  rows.set(key, { version, row });
  return row;
}

/**
 * @param {string} name
 * @param {Part} part
 * @param {Entry | undefined} entry
 */
function drawDetail(name, part, entry) {
  const aside = byId("detail");
  if (entry === undefined || part.detail === undefined) {
    aside.hidden = true;
    shownDetail = "";
    return;
  }
  const version = `${name}/${entry.number}/${part.detailVersion?.(entry) ?? 0}/${entry.generation ?? store.state.generation}`;
  if (shownDetail === version) return;
  const isOther = !shownDetail.startsWith(`${name}/${entry.number}/`);
  shownDetail = version;
  const close = el("a", { href: `#${name}`, class: "close", "aria-label": "Close" }, "×");
  fill(
    aside,
    close,
    ...part.detail(entry),
    entry.isCut === true && el("p", { class: "quiet" }, "It was too large and is cut."),
  );
  aside.hidden = false;
  if (isOther) aside.scrollTop = 0;
}

/** Newest first; a text when there is nothing to show. @param {Part} part */
function entriesOf(part) {
  const found = part.kind === undefined ? answered(part) : (store.entries[part.kind] ?? []).toReversed();
  if (typeof found === "string") return found;
  const words = filter.value.toLowerCase().split(" ").filter(Boolean);
  if (words.length === 0) return found;
  return found.filter((entry) => {
    const text = part.text(entry).toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** @param {Part} part */
function all(part) {
  if (part.kind !== undefined) return store.entries[part.kind] ?? [];
  const found = answered(part);
  return typeof found === "string" ? [] : found;
}

/**
 * @param {Part} part
 * @param {number} length
 */
function noteOf(part, length) {
  if (length === 0) return filter.value === "" ? part.empty : "Nothing matches the filter.";
  return length > MOST_ROWS ? `and ${length - MOST_ROWS} older: the filter finds them` : "";
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    if (document.activeElement === filter) filter.blur();
    else location.hash = `#${place().name}`;
    return;
  }
  if (event.target instanceof HTMLInputElement) return;
  const tab = NAMES[Number(event.key) - 1];
  if (tab !== undefined) location.hash = `#${tab}`;
  else if (event.key === "/") {
    event.preventDefault();
    filter.focus();
  } else if (event.key === "j" || event.key === "k") move(event.key === "j" ? 1 : -1);
}

/** @param {1 | -1} step */
function move(step) {
  const { name, part, number } = place();
  const entries = entriesOf(part);
  if (typeof entries === "string" || part.detail === undefined || entries.length === 0) return;
  const now = entries.findIndex((entry) => entry.number === number);
  const next = entries[now === -1 ? 0 : Math.min(entries.length - 1, Math.max(0, now + step))];
  location.hash = `#${name}/${next?.number}`;
  body.querySelector(".selected")?.scrollIntoView({ block: "nearest" });
}
