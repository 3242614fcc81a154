import { Session } from "node:inspector";

// V8 forgets how to count the branches of all that is compiled by then when the last debugger of a process leaves, and
// code under test opens one and closes it. This one stays, so that the files that run after it are counted as well.
const process = globalThis as { debuggerOfCoverage?: Session };
if (process.debuggerOfCoverage === undefined) {
  process.debuggerOfCoverage = new Session();
  process.debuggerOfCoverage.connect();
  process.debuggerOfCoverage.post("Debugger.enable");
}
