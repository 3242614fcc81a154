import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

import type { FastifyInstance, FastifyServerFactory, InjectOptions, LightMyRequestResponse } from "fastify";

import type { ServerSettings } from "../../config/settings.ts";
import { MegaError } from "../../core/errors/errors.ts";
import type { Clock, Logger } from "../../core/ports.ts";
import { answerFailure, rawFailure } from "../answer/raw-failure.ts";
import { AppServer } from "./app-server.ts";
import { makeClientErrorAnswer } from "./client-errors.ts";
import { makeDispatch, type FindOwner } from "./host-dispatch.ts";
import { makeHttpServer } from "./http-server.ts";
import { listen, stopListening, type ListenAddress, type ListenPlace } from "./listen.ts";
import { makeRefusalLog, type LogRefusal } from "./refusal-log.ts";
import { makeRequestIds } from "./request-id.ts";
import { compileTrust } from "./trust-proxy.ts";
import { findUpgraded } from "./upgraded-sockets.ts";

export interface HttpPortOptions {
  readonly settings: ServerSettings;
  /** One app takes every host: its Fastify has the port's server for its own, as it would without mega. */
  readonly isShared: boolean;
  readonly clock: Clock;
  /** Null: nothing is logged. */
  readonly log: Logger | null;
}

/** An app behind the port. */
export interface PortApp {
  /** Empty: it takes what no other app does. */
  readonly hosts: readonly string[];
  readonly fastify: FastifyInstance;
}

/** The one port of a project. It tells apps apart by the Host header and keeps out what is no request. */
export class HttpPort {
  readonly #settings: ServerSettings;
  readonly #isShared: boolean;
  readonly #server: Server;
  readonly #nextId: () => string = makeRequestIds();
  readonly #logRefusal: LogRefusal;
  #instances: readonly FastifyInstance[] = [];
  #upgraded: ReadonlySet<Duplex> = new Set();

  constructor({ settings, isShared, clock, log }: HttpPortOptions) {
    this.#settings = settings;
    this.#isShared = isShared;
    this.#logRefusal = makeRefusalLog(log, clock);
    this.#server = makeHttpServer(settings);
    this.#server.on("clientError", makeClientErrorAnswer(this.#nextId, this.#logRefusal));
    this.#server.on("checkExpectation", ({ headers: { expect = "" } }: IncomingMessage, response: ServerResponse) =>
      this.#refuse(response, new MegaError("expectation_failed", { expected: expect })),
    );
    this.#server.on("connect", (_req, socket) => this.#refuseSocket(socket, "This server is no proxy."));
  }

  /** What Fastify calls for the server of one app. */
  readonly serverFactory: FastifyServerFactory = (handler) =>
    this.#isShared ? new AppServer(this.#server, handler) : this.#server;

  /** Takes the apps, ready to answer, and who answers for hosts that none of them has. */
  open(apps: readonly PortApp[], stranger: FastifyInstance): void {
    this.#instances = [...new Set([...apps.map(({ fastify }) => fastify), stranger])];
    const find = makeDispatch({
      entries: apps.map(({ hosts, fastify }) => ({ hosts, owner: fastify })),
      stranger,
      trust: compileTrust(this.#settings.trustProxy),
    });
    this.#server.on("request", (req, res) => {
      const owner = find(req);
      if (owner instanceof MegaError) this.#refuse(res, owner);
      else if (this.#isShared) owner.server.emit("request", req, res);
      else owner.routing(req, res);
    });
    if (this.#isShared && this.#instances.some(takesUpgrades)) this.#passUpgrades(find);
    this.#upgraded = findUpgraded(this.#server);
  }

  /**
   * Listens on a TCP port (0 for any free one), or on a Unix socket behind the front.
   * @throws MegaError `port_taken`, `listen_failed`
   */
  async listen(place: ListenPlace): Promise<ListenAddress> {
    return listen({ server: this.#server, instances: this.#instances }, place);
  }

  /** Takes no more connections and waits for the requests under way; after `graceMs` it cuts what is left. */
  async close(graceMs: number): Promise<void> {
    const [server, instances, upgraded] = [this.#server, this.#instances, this.#upgraded];
    await stopListening({ server, instances, upgraded }, graceMs);
  }

  /** Carries a request in without a socket. */
  async inject(request: string | InjectOptions): Promise<LightMyRequestResponse> {
    const { inject } = await import("light-my-request");
    return inject((req, res) => void this.#server.emit("request", req, res), request);
  }

  #passUpgrades(find: FindOwner<FastifyInstance>): void {
    this.#server.on("upgrade", (req: IncomingMessage, socket: Duplex, head: Buffer) => {
      const owner = find(req);
      if (owner instanceof MegaError) this.#refuseSocket(socket, owner.message);
      else if (takesUpgrades(owner)) owner.server.emit("upgrade", req, socket, head);
      else this.#refuseSocket(socket, "This app takes no upgrades.");
    });
  }

  #refuse(response: ServerResponse, error: MegaError): void {
    const failure = { error, requestId: this.#nextId() };
    this.#logRefusal(failure, response.req.socket);
    answerFailure(response, failure);
  }

  #refuseSocket(socket: Duplex, message: string): void {
    const failure = { error: new MegaError("not_implemented", { message }), requestId: this.#nextId() };
    this.#logRefusal(failure, socket);
    // Node's server has let go of it: a client that breaks off is nothing to tell anybody.
    socket.on("error", () => {});
    socket.end(rawFailure(failure));
  }
}

function takesUpgrades({ server }: FastifyInstance): boolean {
  return server.listenerCount("upgrade") > 0;
}
