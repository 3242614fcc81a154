import type { FastifyReply, FastifyRequest } from "fastify";

/** Sets the row's version as `ETag` and gives the row back: `return withETag(reply, post)`. */
export function withETag<Row extends { readonly version: number }>(reply: FastifyReply, row: Row): Row {
  reply.header("etag", `"${row.version}"`);
  return row;
}

/**
 * The versions that `If-Match` asks for: undefined when any will do (no header, or `*`). Weak and unreadable tags match
 * nothing (RFC 9110, 13.1.1), so a header of only those gives an empty list.
 */
export function ifMatch(req: Pick<FastifyRequest, "headers">): readonly number[] | undefined {
  const header = req.headers["if-match"]?.trim();
  if (header === undefined || header === "*") return undefined;
  return header
    .split(",")
    .map((tag) => /^"([1-9]\d{0,15})"$/.exec(tag.trim())?.[1])
    .filter((version) => version !== undefined)
    .map(Number);
}
