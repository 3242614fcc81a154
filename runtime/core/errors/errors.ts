import { ERRORS, type ErrorCode, type ErrorTable } from "./error-table.ts";
import type { ErrorEntry } from "./error-entry.ts";
import { REQUEST_ERRORS } from "./request-errors.ts";
import type { SourcePlace } from "../stack-place.ts";

export interface MegaErrorOptions {
  /** A code of your own, for programs that act on it: `invoice_paid`. */
  readonly code?: string | undefined;
  /** Told to the client; what a form or a program can act on. */
  readonly details?: readonly unknown[] | undefined;
  readonly cause?: unknown;
}

/** An error of the error table: `new MegaError("port_taken", { port: 3000 }, { cause })`. */
export class MegaError<Code extends ErrorCode = ErrorCode> extends Error {
  readonly code: string;
  /** The HTTP status it answers with. */
  readonly status: number;
  /** Whether clients may read it: refusals are for them, failures of the server are for its log. */
  readonly isPublic: boolean;
  /** What to do next; for developers. */
  readonly hint: string | undefined;
  readonly details: readonly unknown[] | undefined;
  /** Where in the project the mistake is, when it is in a file that no stack names. */
  readonly at: SourcePlace | undefined;
  readonly #source: ErrorSource;

  constructor(code: Code, params: ErrorTable[Code], options: MegaErrorOptions = {}) {
    // The signature ties each code to its own params; reading the table by a union of codes loses that tie.
    const entry = ERRORS[code] as ErrorEntry<ErrorTable[Code]>;
    super(entry.message(params), options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = options.code ?? code;
    this.status = entry.status;
    this.isPublic = entry.status < 500 || (entry.status > 500 && code in REQUEST_ERRORS);
    this.hint = entry.hint?.(params);
    this.#source = { entry: code, params };
    this.at = (params as { at?: SourcePlace }).at;
    this.details = options.details ?? (params as { details?: readonly unknown[] }).details;
  }

  /** What its message was built from. */
  get source(): ErrorSource {
    return this.#source;
  }
}

export interface ErrorSource {
  /** The row of the error table; `code` may be the thrower's own. */
  readonly entry: ErrorCode;
  readonly params: object;
}

export function isMegaError(error: unknown): error is MegaError {
  return error instanceof MegaError;
}
