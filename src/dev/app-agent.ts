import { Agent } from "node:http";
import { Socket } from "node:net";

/** A socket refuses connections beyond its backlog (511); whoever waited at the gate comes all at once. */
const MAX_CONNECTIONS = 256;

/** Keeps connections to one app open between requests. */
export function makeAppAgent(socketPath: string): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: MAX_CONNECTIONS });
  // Node stops to listen for a socket's errors a moment before it puts it aside for the next request.
  const createConnection = (): Socket => new AppSocket().connect(socketPath).on("error", () => {});
  return Object.assign(agent, { createConnection });
}

/**
 * An app may answer and close before it has read all of a request (413). Node would drop the answer then, because what is
 * still written fails; here writing into the void is no error, and the answer is read.
 */
class AppSocket extends Socket {
  override _write(chunk: unknown, encoding: BufferEncoding, callback: WriteCallback): void {
    super._write(chunk, encoding, forgiving(callback));
  }

  override _writev(chunks: { chunk: unknown; encoding: BufferEncoding }[], callback: WriteCallback): void {
    super._writev?.(chunks, forgiving(callback));
  }
}

type WriteCallback = (error?: Error | null) => void;

function forgiving(callback: WriteCallback): WriteCallback {
  return (error) => callback(isNobodyReading(error) ? null : error);
}

function isNobodyReading(error: NodeJS.ErrnoException | null | undefined): boolean {
  return error?.code === "EPIPE" || error?.code === "ECONNRESET";
}
