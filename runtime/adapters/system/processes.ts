import type { Processes } from "../../core/ports.ts";

/** The processes of this machine. */
export const SYSTEM_PROCESSES: Processes = { pid: process.pid, isRunning };

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // One that belongs to somebody else may not be asked.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
