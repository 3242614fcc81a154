import type { HealthAnswer, HealthCheck } from "../core/ports.ts";

/** How long one check may take, in milliseconds. */
export const CHECK_LIMIT_MS = 2_000;

/** What the process knows of its own health: checks by name, and whether it is closing. */
export class MegaHealth {
  readonly #checks = new Map<string, HealthCheck>();
  #isClosing = false;

  /** @throws when the name is taken */
  register(name: string, check: HealthCheck): void {
    if (this.#checks.has(name)) throw new Error(`there is a health check \`${name}\` already`);
    this.#checks.set(name, check);
  }

  unregister(name: string): void {
    this.#checks.delete(name);
  }

  /** From now on not ready, so that balancers send their requests elsewhere. */
  close(): void {
    this.#isClosing = true;
  }

  /** Ready: not closing, and every check is ok. Checks run side by side; one that throws or hangs has failed. */
  async ready(limitMs: number = CHECK_LIMIT_MS): Promise<HealthReport> {
    const entries = await Promise.all(
      [...this.#checks].map(async ([name, check]) => [name, await runCheck(check, limitMs)] as const),
    );
    const checks = Object.fromEntries(entries);
    return { ok: !this.#isClosing && entries.every(([, { ok }]) => ok), checks };
  }
}

export interface HealthReport {
  readonly ok: boolean;
  readonly checks: Readonly<Record<string, HealthAnswer>>;
}

async function runCheck(check: HealthCheck, limitMs: number): Promise<HealthAnswer> {
  const limit = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<HealthAnswer>((resolve) => {
    timer = setTimeout(() => {
      limit.abort();
      resolve({ ok: false, error: `no answer within ${limitMs} ms` });
    }, limitMs);
  });
  try {
    return await Promise.race([check(limit.signal), late]);
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
