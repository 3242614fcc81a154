/**
 * Why an answer was not believed: it came without encryption (a refusal of the server, or of something before it), it
 * leads elsewhere, or it is not the server's answer to this request.
 */
export type AspAnswerReason = "plain" | "redirect" | "decrypt";

/** An answer that the server has not given, or that nobody can tell whether it has. */
export class AspAnswerError extends Error {
  readonly reason: AspAnswerReason;
  /** As it came; anybody on the way may have written it. */
  readonly response: Response;

  constructor(reason: AspAnswerReason, response: Response) {
    super(MESSAGES[reason](response.status));
    this.name = "AspAnswerError";
    this.reason = reason;
    this.response = response;
  }
}

const MESSAGES: Readonly<Record<AspAnswerReason, (status: number) => string>> = {
  plain: (status) => `The answer (status ${status}) is not encrypted, so it is not believed.`,
  redirect: () => "The answer leads to another address; encrypted requests do not follow.",
  decrypt: (status) => `The answer (status ${status}) is not the server's to this request: its tag does not fit.`,
};
