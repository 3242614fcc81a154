// What the page knows: the newest entries of each kind, and what the app said of itself.

/** @typedef {{ number: number, [name: string]: any }} Entry */
/** @typedef {{ generation: number, data: any, problem: string | null }} Answer */

/** How many entries of a kind are kept here. */
const MOST = 3000;

const KINDS = ["request", "query", "log", "error"];

export const store = {
  /** @type {Record<string, any>} */
  state: { name: "", run: "", generation: null, files: [], ms: null, failing: null, dropped: 0, gone: 0 },
  isConnected: false,
  /** Oldest first. @type {Record<string, Entry[]>} */
  entries: Object.fromEntries(KINDS.map((kind) => [kind, []])),
  /** @type {Record<string, Answer | undefined>} */
  answers: {},
  /** By the id of the request that they belong to. @type {Map<string, Entry[]>} */
  ofRequest: new Map(),
};

/** The numbers that are known: after a new connection some may come again. */
let seen = new Set();
/** What the app was asked about, and which version of it. @type {Map<string, number>} */
const asked = new Map();

/**
 * Listens to the events of the app.
 * @param {() => void} onChange
 */
export function connect(onChange) {
  const source = new EventSource("/_mega/events");
  source.addEventListener("open", () => {
    store.isConnected = true;
    onChange();
  });
  source.addEventListener("error", () => {
    store.isConnected = false;
    onChange();
    // A refused connection is given up by the browser.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => connect(onChange), 2000);
  });
  source.addEventListener("message", (event) => {
    add(JSON.parse(event.data));
    onChange();
  });
  source.addEventListener("state", (event) => {
    const state = JSON.parse(event.data);
    if (store.state.run !== "" && store.state.run !== state.run) forget();
    store.state = state;
    onChange();
  });
  for (const subject of ["routes", "config", "health"]) {
    source.addEventListener(subject, (event) => {
      store.answers[subject] = JSON.parse(event.data);
      onChange();
    });
  }
}

/** Takes everything that happened off the page. */
export function clear() {
  for (const kind of KINDS) store.entries[kind] = [];
  store.ofRequest = new Map();
}

/**
 * Asks the version that serves about itself, unless it has been asked.
 * @param {string} subject
 * @param {{ again?: boolean }} [how]
 */
export function ask(subject, { again = false } = {}) {
  const { generation } = store.state;
  const known = store.answers[subject]?.generation === generation || asked.get(subject) === generation;
  if (generation === null || (known && !again)) return;
  asked.set(subject, generation);
  void post("ask", { subject }).catch(() => asked.delete(subject));
}

/**
 * Sends a request to the app again.
 * @param {number} number
 * @returns {Promise<any>}
 */
export function replay(number) {
  return post("replay", { number });
}

/**
 * @param {string} what
 * @param {object} message
 */
async function post(what, message) {
  const answer = await fetch(`/_mega/${what}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(message),
  });
  const data = await answer.json();
  if (!answer.ok) throw new Error(data.message);
  return data;
}

/** @param {Entry} entry */
function add(entry) {
  const entries = store.entries[entry.kind];
  if (entries === undefined || seen.has(entry.number)) return;
  seen.add(entry.number);
  entries.push(entry);
  if (entries.length > MOST) remove(entries.splice(0, MOST / 10));
  const { request } = entry;
  if (typeof request !== "string") return;
  const others = store.ofRequest.get(request);
  if (others === undefined) store.ofRequest.set(request, [entry]);
  else others.push(entry);
}

/** @param {Entry[]} entries */
function remove(entries) {
  for (const { request } of entries) if (typeof request === "string") store.ofRequest.delete(request);
}

/** The command was started anew: its numbers are others. */
function forget() {
  clear();
  seen = new Set();
  asked.clear();
  store.answers = {};
}
