import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** An answer as it came over a socket. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends text over a socket and gives all that comes back until the server closes. */
export async function send(port: number, text: string | Buffer): Promise<string> {
  const socket = open(port);
  const text_ = collect(socket);
  socket.write(text);
  return text_;
}

/** A connection whose errors are nobody's: a server may break off. */
export function open(port: number): Socket {
  return connect(port, "127.0.0.1").on("error", () => {});
}

/** Everything a connection brings until it is closed. */
export async function collect(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  await once(socket, "close");
  return Buffer.concat(chunks).toString("latin1");
}

/** The answers in a text, by their content-length. */
export function parse(text: string): readonly RawAnswer[] {
  const answers: RawAnswer[] = [];
  for (let rest = text; rest !== "";) {
    const end = rest.indexOf("\r\n\r\n");
    const [first = "", ...lines] = rest.slice(0, end).split("\r\n");
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
    );
    const length = Number(headers["content-length"] ?? 0);
    answers.push({ status: Number(first.split(" ")[1]), headers, body: rest.slice(end + 4, end + 4 + length) });
    rest = rest.slice(end + 4 + length);
  }
  return answers;
}
