export { AspAnswerError, type AspAnswerReason } from "./asp-answer-error.ts";
export { makeAspClient, type AspClient, type AspClientOptions } from "./asp-client.ts";
