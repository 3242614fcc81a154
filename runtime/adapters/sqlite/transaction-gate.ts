import { MegaError } from "../../core/errors/errors.ts";

/**
 * Keeps everybody else's queries out while a transaction is open on the one connection. Single queries run to their end
 * at once, so they never hold the gate.
 */
export class TransactionGate {
  readonly #waitMs: number;
  #holder: object | null = null;
  #waiting: (() => void)[] = [];

  constructor(waitMs: number) {
    this.#waitMs = waitMs;
  }

  isOpenFor(who: object): boolean {
    return this.#holder === null || this.#holder === who;
  }

  /** Waits for the open transaction to end; the next one may have begun by then. Throws `transaction_stuck`. */
  wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new MegaError("transaction_stuck", { ms: this.#waitMs })), this.#waitMs);
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Waits for its turn, then keeps the others out until `leave`. */
  async enter(who: object): Promise<void> {
    while (!this.isOpenFor(who)) await this.wait();
    this.#holder = who;
  }

  leave(): void {
    this.#holder = null;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}
