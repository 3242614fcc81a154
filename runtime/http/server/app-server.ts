import { Server, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * What the Fastify of one app has for its server when several apps share a port: the port's server emits here what is the
 * app's. So a plugin that listens to `fastify.server` sees its own app alone. It listens and closes with the port.
 */
export class AppServer extends Server {
  readonly #port: Server;
  #portClosed = false;

  constructor(port: Server, onRequest: RequestListener) {
    super(onRequest);
    this.#port = port;
    port.once("close", () => (this.#portClosed = true));
  }

  override listen(): this {
    queueMicrotask(() => this.emit("listening"));
    return this;
  }

  override address(): string | AddressInfo | null {
    return this.#port.address();
  }

  /** Calls back when the port is closed and the last request of any app is answered. */
  override close(done?: (error?: Error) => void): this {
    const ended = (): void => void super.close(() => done?.());
    if (this.#portClosed) ended();
    else this.#port.once("close", ended);
    if (this.#port.listening) this.#port.close();
    return this;
  }

  override closeIdleConnections(): void {
    this.#port.closeIdleConnections();
  }

  override closeAllConnections(): void {
    this.#port.closeAllConnections();
  }
}
