import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

import type { Address, ServerSettings } from "../../runtime/dev/messages.ts";
import { answerFailure, answerProbe, answerSocket, isProbe, type Refusal } from "./answers.ts";
import { type Backend, LARGEST_HEAD } from "./backend.ts";

/** Where requests go: to the app, into the queue while the next version is made, or to a page that says what is wrong. */
export type Gate =
  | { readonly kind: "open"; readonly backend: Backend }
  | { readonly kind: "closed" }
  | ({ readonly kind: "failing" } & Refusal);

type Pass = (gate: Gate) => void;

interface Wait {
  readonly until: readonly Gate["kind"][];
  readonly limitMs: number;
}

/** Answers what is not for the app; false for all else. */
export type Intercept = (request: IncomingMessage, response: ServerResponse) => boolean;

const WAIT_LIMIT_MS = 10_000;
/** The end of a process is known a little after its connections broke, at the latest with its last words. */
const CRASH_LIMIT_MS = 500;
const UNTIL_ANSWER: Wait = { until: ["open", "failing"], limitMs: WAIT_LIMIT_MS };
const UNTIL_APP: Wait = { until: ["open"], limitMs: WAIT_LIMIT_MS };
/** What is too much, too long or malformed is for the app to say, as it does without a front. */
const SERVER_OPTIONS: ServerOptions = {
  // Longer than browsers and load generators keep an idle connection, so that they close it and not the front.
  keepAliveTimeout: 72_000,
  requestTimeout: 0,
  maxHeaderSize: LARGEST_HEAD,
  requireHostHeader: false,
};

const TOO_LONG: Refusal = refusal("dev_build_pending", {
  message: `the next version of the app was not ready within ${WAIT_LIMIT_MS / 1000} s`,
  hint: "the terminal says what it is doing",
});

const APP_BROKE: Refusal = refusal("app_broke_off", {
  message: "the app closed the connection before it answered",
  hint: "look for what destroys a socket or a response; the terminal may say more",
});

/** Owns the port while versions of the app come and go behind it. */
export class Front {
  #server: Server | null = null;
  #gate: Gate = { kind: "closed" };
  readonly #waiting = new Set<Pass>();
  readonly #intercept: Intercept;

  constructor(intercept: Intercept = () => false) {
    this.#intercept = intercept;
  }

  /** Listens, or moves to another address when it listens already. Throws what `listen` of node:net throws. */
  async listen(where: ServerSettings): Promise<Address> {
    const next = this.#makeServer();
    // It goes on to listen for errors: a client that could not be taken in must not end the front.
    await new Promise<void>((resolve, reject) => next.on("error", reject).listen(where, resolve));
    this.#retire(this.#server);
    this.#server = next;
    // A server that listens on a port has an address of that shape.
    const { port } = next.address() as AddressInfo;
    return { url: `http://${urlHost(where.host)}:${port}`, port };
  }

  /** Takes effect at once; whoever waits is let through an open gate. */
  setGate(gate: Gate): void {
    this.#gate = gate;
    if (gate.kind !== "closed") for (const pass of this.#waiting) pass(gate);
  }

  /** Takes no new connections; requests under way go on until `end`. */
  close(): void {
    this.#retire(this.#server);
  }

  /** Breaks off what is left. */
  end(): void {
    this.#server?.closeAllConnections();
  }

  #retire(server: Server | null): void {
    if (server === null) return;
    server.close();
    server.closeIdleConnections();
    // Those that are busy now close when they become idle.
    server.keepAliveTimeout = 1;
  }

  #makeServer(): Server {
    const onRequest = (request: IncomingMessage, response: ServerResponse): void => this.#onRequest(request, response);
    const server = createServer(SERVER_OPTIONS, onRequest);
    // Node would drop headers beyond a number without a word.
    server.maxHeadersCount = 0;
    server.on("checkContinue", onRequest);
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.#onUpgrade(request, socket, head),
    );
    return server;
  }

  #onRequest(request: IncomingMessage, response: ServerResponse): void {
    if (this.#intercept(request, response)) return;
    const probe = isProbe(request);
    this.#pass(response, probe ? UNTIL_APP : UNTIL_ANSWER, (gate) => {
      if (probe) answerProbe(response, gate.kind === "open");
      else if (gate.kind === "open") gate.backend.forward(request, response, () => this.#broken(request, response));
      else answerFailure(request, response, gate.kind === "closed" ? TOO_LONG : gate);
    });
  }

  #onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Node's server has let go of it. A client that breaks off closes it, which is all that the rest has to know.
    socket.on("error", () => {});
    const refuse = (): void => answerSocket(socket);
    this.#pass(socket, UNTIL_ANSWER, (gate) => {
      if (gate.kind === "open") gate.backend.upgrade(request, { socket, head }, refuse);
      else refuse();
    });
  }

  /** The app may have crashed: then the report of that is the better answer, and comes in a moment. */
  #broken(request: IncomingMessage, response: ServerResponse): void {
    const answer = (gate: Gate): void => answerFailure(request, response, gate.kind === "failing" ? gate : APP_BROKE);
    if (this.#gate.kind === "failing") answer(this.#gate);
    else this.#wait(response, { until: ["failing"], limitMs: CRASH_LIMIT_MS }, answer);
  }

  /**
   * Hands the gate over when it lets through, or closed when the wait was too long; a client that leaves is forgotten.
   * Looks at the gate only when the events of this turn are all seen: a save that came before the request closes it in time.
   */
  #pass(client: ServerResponse | Duplex, wait: Wait, pass: Pass): void {
    setImmediate(() => {
      if (client.destroyed) return;
      if (wait.until.includes(this.#gate.kind)) pass(this.#gate);
      else this.#wait(client, wait, pass);
    });
  }

  #wait(client: ServerResponse | Duplex, { until, limitMs }: Wait, pass: Pass): void {
    const forget = (): void => {
      clearTimeout(late);
      client.off("close", forget);
      this.#waiting.delete(waiter);
    };
    const waiter = (gate: Gate): void => {
      if (!until.includes(gate.kind)) return;
      forget();
      pass(gate);
    };
    const late = setTimeout(() => {
      forget();
      pass({ kind: "closed" });
    }, limitMs);
    client.once("close", forget);
    this.#waiting.add(waiter);
  }
}

function refusal(
  code: Refusal["code"],
  { message, hint }: { readonly message: string; readonly hint: string },
): Refusal {
  return { code, report: { code, problems: [{ message, place: null, frame: null }], hint, stack: null } };
}

/** What a browser on this machine opens. */
function urlHost(host: string): string {
  if (host === "0.0.0.0" || host === "::" || host === "127.0.0.1" || host === "::1") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
