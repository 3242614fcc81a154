import { makeDetail } from "../schema/details.ts";
import type { ValidationDetail } from "./error-entry.ts";
import { MegaError, type MegaErrorOptions } from "./errors.ts";

// One class for each HTTP status a project throws. Each takes its message, and `{ code, details, cause }` when there is
// more to say: throw new MegaConflictError("The invoice is paid.", { code: "invoice_paid" }).

/** 400 */
export class MegaBadRequestError extends MegaError<"bad_request"> {
  constructor(message?: string, options?: MegaErrorOptions) {
    super("bad_request", { message }, options);
  }
}

/** 401 */
export class MegaUnauthorizedError extends MegaError<"unauthorized"> {
  constructor(message?: string, options?: MegaErrorOptions) {
    super("unauthorized", { message }, options);
  }
}

/** 402 */
export class MegaPaymentRequiredError extends MegaError<"payment_required"> {
  constructor(message?: string, options?: MegaErrorOptions) {
    super("payment_required", { message }, options);
  }
}

/** 403 */
export class MegaForbiddenError extends MegaError<"forbidden"> {
  constructor(message?: string, options?: MegaErrorOptions) {
    super("forbidden", { message }, options);
  }
}

/** 404: `new MegaNotFoundError("post", { id })` */
export class MegaNotFoundError extends MegaError<"not_found"> {
  constructor(entity: string, params: { readonly id?: string | number | undefined } = {}, options?: MegaErrorOptions) {
    super("not_found", { entity, id: params.id }, options);
  }
}

/** 405 */
export class MegaMethodNotAllowedError extends MegaError<"method_not_allowed"> {
  constructor(message?: string, options?: MegaErrorOptions) {
    super("method_not_allowed", { message }, options);
  }
}

/** 406 */
export class MegaNotAcceptableError extends MegaError<"not_acceptable"> {
  constructor(message?: string, options?: MegaErrorOptions) {
    super("not_acceptable", { message }, options);
  }
}

/** 408 */
export class MegaRequestTimeoutError extends MegaError<"request_timeout"> {
  constructor(message?: string, options?: MegaErrorOptions) {
    super("request_timeout", { message }, options);
  }
}

/** 409 */
export class MegaConflictError extends MegaError<"conflict"> {
  constructor(message?: string, options?: MegaErrorOptions) {
    super("conflict", { message }, options);
  }
}

/** 410 */
export class MegaGoneError extends MegaError<"gone"> {
  constructor(message?: string, options?: MegaErrorOptions) {
    super("gone", { message }, options);
  }
}

/** 412: somebody else changed it first. `new MegaPreconditionFailedError("post", { id, version })` */
export class MegaPreconditionFailedError extends MegaError<"precondition_failed"> {
  constructor(
    entity: string,
    params: { readonly id: string | number; readonly version?: number | undefined },
    options?: MegaErrorOptions,
  ) {
    super("precondition_failed", { entity, id: params.id, version: params.version }, options);
  }
}

/** 413 */
export class MegaPayloadTooLargeError extends MegaError<"payload_too_large"> {
  constructor(message?: string, options?: MegaErrorOptions) {
    super("payload_too_large", { message }, options);
  }
}

/** 415 */
export class MegaUnsupportedMediaTypeError extends MegaError<"unsupported_media_type"> {
  constructor(message?: string, options?: MegaErrorOptions) {
    super("unsupported_media_type", { message }, options);
  }
}

/** 422 `validation_failed`: every mistake of the input, each with its path. */
export class MegaValidationError extends MegaError<"validation_failed"> {
  constructor(details: readonly ValidationDetail[], options?: MegaErrorOptions) {
    super("validation_failed", { details }, options);
  }
}

/** 422: what these fields refer to is not there. `new MegaMissingReferenceError(["authorId"])` */
export class MegaMissingReferenceError extends MegaError<"reference_missing"> {
  constructor(fields: readonly string[], options?: MegaErrorOptions) {
    const details = fields.map((field) => makeDetail({ path: `/${field}`, rule: "reference" }));
    super("reference_missing", { fields }, { details, ...options });
  }
}

/** 422 */
export class MegaUnprocessableError extends MegaError<"unprocessable"> {
  constructor(message?: string, options?: MegaErrorOptions) {
    super("unprocessable", { message }, options);
  }
}

/** 428 */
export class MegaPreconditionRequiredError extends MegaError<"precondition_required"> {
  constructor(message?: string, options?: MegaErrorOptions) {
    super("precondition_required", { message }, options);
  }
}

/** 429 */
export class MegaTooManyRequestsError extends MegaError<"too_many_requests"> {
  constructor(message?: string, options?: MegaErrorOptions) {
    super("too_many_requests", { message }, options);
  }
}

/** 500 */
export class MegaInternalError extends MegaError<"internal_error"> {
  constructor(message?: string, options?: MegaErrorOptions) {
    super("internal_error", { message }, options);
  }
}

/** 501 */
export class MegaNotImplementedError extends MegaError<"not_implemented"> {
  constructor(message?: string, options?: MegaErrorOptions) {
    super("not_implemented", { message }, options);
  }
}

/** 502 */
export class MegaBadGatewayError extends MegaError<"bad_gateway"> {
  constructor(message?: string, options?: MegaErrorOptions) {
    super("bad_gateway", { message }, options);
  }
}

/** 503 */
export class MegaServiceUnavailableError extends MegaError<"service_unavailable"> {
  constructor(message?: string, options?: MegaErrorOptions) {
    super("service_unavailable", { message }, options);
  }
}

/** 504 */
export class MegaGatewayTimeoutError extends MegaError<"gateway_timeout"> {
  constructor(message?: string, options?: MegaErrorOptions) {
    super("gateway_timeout", { message }, options);
  }
}
