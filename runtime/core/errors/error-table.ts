import { DATA_ERRORS, type DataErrorParams } from "./data-errors.ts";
import type { ErrorEntry } from "./error-entry.ts";
import { PROJECT_ERRORS, type ProjectErrorParams } from "./project-errors.ts";
import { REQUEST_ERRORS, type RequestErrorParams } from "./request-errors.ts";
import { SECURITY_ERRORS, type SecurityErrorParams } from "./security-errors.ts";
import { SESSION_ERRORS, type SessionErrorParams } from "./session-errors.ts";

/** What the message of each code is built from. */
export interface ErrorTable
  extends RequestErrorParams, SecurityErrorParams, SessionErrorParams, DataErrorParams, ProjectErrorParams {}

export type ErrorCode = keyof ErrorTable;

/** Every error the runtime knows: code → status, message, hint. A released code never changes. */
export const ERRORS: { readonly [Code in ErrorCode]: ErrorEntry<ErrorTable[Code]> } = {
  ...REQUEST_ERRORS,
  ...SECURITY_ERRORS,
  ...SESSION_ERRORS,
  ...DATA_ERRORS,
  ...PROJECT_ERRORS,
};
