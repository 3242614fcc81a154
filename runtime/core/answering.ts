import type { ReplyPort } from "./ctx/ctx-ports.ts";

/** Set on a reply as soon as somebody sends it. Its hooks may take their time, and `sent` is false until they are done. */
export const ANSWERING: unique symbol = Symbol("mega.answering");

/** Somebody has answered, whether it has left already or not. */
export function isAnswered(reply: ReplyPort): boolean {
  return reply.sent || (reply as Answering)[ANSWERING] === true;
}

export interface Answering {
  [ANSWERING]?: boolean;
}
