import type { FromChild, ToConsole } from "../dev/messages.ts";
import { preload } from "../boot.ts";
import { mapStacks } from "../dev/modules/source-maps.ts";
import { ConsoleSession } from "./console-session.ts";
import { Leaving } from "./leaving.ts";

const exit = process.exit.bind(process);
const session = new ConsoleSession({
  env: process.env,
  send,
  exit: (code) => exit(code),
  // A stream is opened by its first touch: only a prompt has the first two.
  get stdin() {
    return process.stdin;
  },
  get stdout() {
    return process.stdout;
  },
  stderr: process.stderr,
});

mapStacks();
// What is typed at the prompt may end the process; the databases are closed first.
process.exit = (code) => {
  void session.leave(Number(code ?? 0));
  throw new Leaving();
};
process.on("SIGINT", () => session.interrupt());
// A terminal tells its end to the parent as well, which stops this process.
process.on("SIGHUP", () => {});
process.on("SIGTERM", () => void session.leave(0));
process.on("uncaughtException", (error) => session.show(error));
process.on("unhandledRejection", (reason) => session.show(reason));
// The parent is gone: nobody would compile anything any more.
process.on("disconnect", () => exit(0));
process.on("message", (message) => void session.receive(message as ToConsole));
void preload();

function send(message: FromChild): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    // An error here is a parent that has just gone; `disconnect` ends this process.
    else process.send(message, () => resolve());
  });
}
