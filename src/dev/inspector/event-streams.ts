import type { ServerResponse } from "node:http";

/** A page that is so far behind, in bytes, is let go: it connects again and gets what is still there. */
const MOST_UNREAD = 16 * 1024 * 1024;
/** What a page waits before it connects again. */
const RETRY_MS = 1_000;

/** The pages that look on, by Server-Sent Events. */
export class EventStreams {
  readonly #pages = new Set<ServerResponse>();

  /** Begins with `first`, events as `eventText` writes them. */
  open(response: ServerResponse, first: string): void {
    response.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "cross-origin-resource-policy": "same-origin",
      "x-content-type-options": "nosniff",
    });
    response.write(`retry: ${RETRY_MS}\n\n${first}`);
    this.#pages.add(response);
    response.once("close", () => this.#pages.delete(response));
  }

  send(text: string): void {
    for (const page of this.#pages) {
      if (page.writableLength > MOST_UNREAD) page.destroy();
      else page.write(text);
    }
  }
}

/** One event; `json` is a line. */
export function eventText(json: string, { id, name }: { readonly id?: string; readonly name?: string }): string {
  return `${name === undefined ? "" : `event: ${name}\n`}${id === undefined ? "" : `id: ${id}\n`}data: ${json}\n\n`;
}
