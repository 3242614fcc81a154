import { MegaError } from "../../core/errors.ts";

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

  /** Waits until the open transaction has ended. Throws `transaction_stuck` when it does not. */
  async wait(who: object): Promise<void> {
    const stopAt = Date.now() + this.#waitMs;
    while (!this.isOpenFor(who)) await this.#nextChange(stopAt - Date.now());
  }

  /** Waits for its turn, then keeps the others out until `leave`. */
  async enter(who: object): Promise<void> {
    await this.wait(who);
    this.#holder = who;
  }

  leave(): void {
    this.#holder = null;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  #nextChange(limitMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new MegaError("transaction_stuck", { ms: this.#waitMs })), limitMs);
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
