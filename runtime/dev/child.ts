import { constants } from "node:os";

import type { FromChild, ToChild } from "./messages.ts";
import { mapStacks } from "./modules/source-maps.ts";
import { Session } from "./session.ts";

/** What a SIGTERM from outside gives to requests under way; the parent's own stop message carries its grace. */
const SIGTERM_GRACE_MS = 5_000;

/** Every process that the parent has started is in its group. */
const OWN_GROUP = 0;

/** A process that was given nothing to do for so long is a spare one. */
const SPARE_MS = 50;

const session = new Session({ env: process.env, send, exit: (code) => process.exit(code) });

mapStacks();
// A terminal sends Ctrl-C and its own end to the parent as well, which decides how this process stops.
for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
process.on("SIGTERM", () => void session.stop(SIGTERM_GRACE_MS));
process.on("uncaughtException", (error) => void session.fail(error));
process.on("unhandledRejection", (reason) => void session.fail(reason));
process.on("disconnect", leave);
process.on("message", (message) => void session.receive(message as ToChild));
setTimeout(() => void session.warmUp(), SPARE_MS);

/** The parent is gone: nobody would ever stop this process, nor let one go on that it has had stand still. */
function leave(): void {
  if ("SIGCONT" in constants.signals) process.kill(OWN_GROUP, "SIGCONT");
  process.exit(0);
}

function send(message: FromChild): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    // An error here is a parent that has just gone; `disconnect` ends this process.
    else process.send(message, () => resolve());
  });
}
