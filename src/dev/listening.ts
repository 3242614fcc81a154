import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";

import type { Address, ServerSettings } from "../../runtime/dev/messages.ts";
import { CliError } from "../errors.ts";
import type { Front } from "./front.ts";
import { findPortOwner } from "./port-owner.ts";

export interface ListeningOptions {
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What was typed; the config that a running app tells has it already. */
  readonly flags: Partial<ServerSettings>;
  /** `ready` when the app runs, `waiting` when it listens for an app that cannot run yet. */
  readonly onAddress: (address: Address, app: "ready" | "waiting") => void;
}

const DEFAULT_PORT = 3000;
const DEFAULT_HOST = "127.0.0.1";

/** Keeps the front where the project wants to be reached, also when its config changes. */
export class Listening {
  readonly #front: Front;
  readonly #options: ListeningOptions;
  #now: ServerSettings | null = null;
  #address: Address | null = null;
  #refused: { readonly error: unknown } | null = null;

  constructor(front: Front, options: ListeningOptions) {
    this.#front = front;
    this.#options = options;
  }

  /** What a browser on this machine opens; null before it listens. */
  get url(): string | null {
    return this.#address?.url ?? null;
  }

  /** Listens at what the app's config says. Throws a CliError `port_taken` or `listen_failed`. */
  async follow(server: ServerSettings): Promise<void> {
    await this.#listen(server, "ready");
  }

  /** For an app that cannot run yet: listens where it is likely meant to. Throws when there is no way to listen at all. */
  async ensure(): Promise<void> {
    if (this.#now !== null) return;
    if (this.#refused !== null) throw this.#refused.error;
    const { root, env, flags } = this.#options;
    const { HOST: host, PORT: port } = { ...(await readEnvFiles(root, env.NODE_ENV || "development")), ...env };
    const likely = { host: host || DEFAULT_HOST, port: isPort(port) ? Number(port) : DEFAULT_PORT };
    await this.#listen({ ...likely, ...flags }, "waiting");
  }

  async #listen(wanted: ServerSettings, app: "ready" | "waiting"): Promise<void> {
    if (this.#now?.port === wanted.port && this.#now.host === wanted.host) return;
    try {
      const address = await this.#front.listen(wanted);
      this.#now = wanted;
      this.#address = address;
      this.#options.onAddress(address, app);
    } catch (error) {
      this.#refused = { error: await listenError(error, wanted) };
      throw this.#refused.error;
    }
  }
}

/** As the runtime does: later files win. What cannot be read says nothing here; the runtime tells of it. */
async function readEnvFiles(root: string, mode: string): Promise<Readonly<Record<string, string | undefined>>> {
  const names = [".env", ".env.local", `.env.${mode}`, `.env.${mode}.local`];
  const texts = await Promise.all(names.map((name) => readFile(join(root, name), "utf8").catch(() => "")));
  return Object.assign({}, ...texts.map((text) => parseEnv(text.replace(/^\uFEFF/, "")))) as Record<string, string>;
}

function isPort(text: string | undefined): boolean {
  return text !== undefined && /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535;
}

/** Why a server cannot listen, and who has the port when that can be known. */
export async function listenError(error: unknown, { host, port }: ServerSettings): Promise<unknown> {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "EADDRINUSE") return portTaken(port, error);
  if (code === "") return error;
  return new CliError("listen_failed", { host, port, reason: code }, { cause: error });
}

export async function portTaken(port: number, cause?: unknown): Promise<CliError> {
  const owner = await findPortOwner(port);
  return new CliError("port_taken", { port, ...(owner === null ? {} : { owner }) }, { cause });
}
