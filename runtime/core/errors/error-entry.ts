/** One line of the error table: what an error answers with, what happened (with the value), what to do next. */
export interface ErrorEntry<Params> {
  /** The HTTP status a client sees. Errors of the boot have 500: no client ever sees them. */
  readonly status: number;
  readonly message: (params: Params) => string;
  readonly hint?: (params: Params) => string | undefined;
}

/** One mistake of an input: where it is, which rule it breaks, and what is wrong in words. */
export interface ValidationDetail {
  /** JSON pointer into the input: `/title`, `/tags/0`. */
  readonly path: string;
  /** The schema's keyword: `minLength`, `additionalProperties`. */
  readonly rule: string;
  readonly message: string;
  readonly params: Readonly<Record<string, unknown>>;
}
