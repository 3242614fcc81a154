import type { FastifyReply } from "fastify";

/** Notes that the answer depends on a header of the request, so that caches keep one for each of its values. */
export function addVary(reply: FastifyReply, header: string): void {
  const held = reply.getHeader("vary");
  const names = held === undefined ? [] : String(held).split(/\s*,\s*/);
  if (names.includes("*") || names.some((name) => name.toLowerCase() === header.toLowerCase())) return;
  reply.header("vary", [...names, header].join(", "));
}
