import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

import { PROBE_HEADER, renderErrorPage } from "./error-page.ts";
import type { FailureReport } from "./failure-report.ts";

/** Why the app does not answer, and the code by which programs know that. */
export interface Refusal {
  /** The next version cannot be made, the app ended, it broke off one request, or the next version is not ready. */
  readonly code: "dev_build_failed" | "app_crashed" | "app_broke_off" | "dev_build_pending";
  readonly report: FailureReport;
}

/** Answers 503 in the client's own language: a page for browsers, the failure envelope for programs. */
export function answerFailure(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  if (response.headersSent || response.destroyed) return;
  const html = (request.headers.accept ?? "").includes("text/html");
  const body = Buffer.from(html ? renderErrorPage(refusal.report) : envelope(refusal));
  response.writeHead(503, {
    "content-type": html ? "text/html; charset=utf-8" : "application/json; charset=utf-8",
    "content-length": body.length,
    "cache-control": "no-store",
    "retry-after": "1",
  });
  response.end(body);
}

/** Whether it is the error page that asks if the app is back. Such a request never reaches the app. */
export function isProbe(request: IncomingMessage): boolean {
  return request.headers[PROBE_HEADER] !== undefined;
}

export function answerProbe(response: ServerResponse, ready: boolean): void {
  response.writeHead(ready ? 204 : 503, { "cache-control": "no-store" });
  response.end();
}

/** The refusal of an upgrade, whose socket no longer belongs to Node's server. */
export function answerSocket(socket: Duplex): void {
  if (socket.destroyed) return;
  socket.end("HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
}

function envelope({ code, report: { problems, code: reason, hint } }: Refusal): string {
  const [first, ...others] = problems;
  const place =
    first?.place !== null && first?.place !== undefined && !first.message.includes(first.place)
      ? `${first.place}: `
      : "";
  const more = others.length > 0 ? ` (and ${others.length} more)` : "";
  const details = problems.map(({ message, place }) => ({ reason, message, place, hint }));
  return JSON.stringify({
    ok: false,
    error: { code, message: `${place}${first?.message ?? "the app is not running"}${more}`, details },
  });
}
