import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

/**
 * Gives compressed answers entity tags of their own, `"7;gzip"`: a strong tag promises the very same bytes (RFC 9110,
 * 8.8.3.3). A weak one would not do, because `If-Match` takes none. What clients send back loses the mark again, so
 * whoever compares tags knows only those it gave. Add it after what compresses, and before the routes.
 */
export function addCodedTags(fastify: FastifyInstance): void {
  /** What the client has, as it wrote it. */
  const held = new WeakMap<FastifyRequest, string>();
  fastify.addHook("onRequest", (req, _reply, done) => {
    const { headers } = req;
    for (const name of ["if-match", "if-none-match"] as const) {
      const tags = headers[name];
      if (tags === undefined || !tags.includes(";")) continue;
      if (name === "if-none-match") held.set(req, tags);
      headers[name] = tags.replace(MARKS, '"');
    }
    done();
  });
  // Fastify calls hooks with four arguments.
  // oxlint-disable-next-line max-params
  const mark = (req: FastifyRequest, reply: FastifyReply, payload: unknown, done: Done): void => {
    const tag = reply.getHeader("etag");
    if (typeof tag === "string" && STRONG.test(tag)) reply.header("etag", markedTag(tag, reply, held.get(req)));
    done(null, payload);
  };
  fastify.addHook("onRoute", (route) => {
    route.onSend = [...[route.onSend ?? []].flat(), mark];
  });
}

type Done = (error: Error | null, payload: unknown) => void;

const CODINGS = ["gzip", "br"];
const MARKS = new RegExp(`;(?:${CODINGS.join("|")})"`, "g");

/** Without a mark already, which the route of HEAD may have from that of GET. */
const STRONG = /^"[^";]*"$/;

function markedTag(tag: string, reply: FastifyReply, held: string | undefined): string {
  const marked = (coding: string): string => `${tag.slice(0, -1)};${coding}"`;
  // Without a body nothing is compressed: the tag is that of the answer which the client has.
  const coding =
    reply.statusCode === 304
      ? CODINGS.find((one) => held?.includes(marked(one)))
      : CODINGS.find((one) => one === reply.getHeader("content-encoding"));
  return coding === undefined ? tag : marked(coding);
}
