import { once } from "node:events";
import { connect, type Socket } from "node:net";

import type { Served } from "./serve.ts";

/** A connection on which a test writes the bytes of its requests itself. */
export interface Connection {
  readonly socket: Socket;
  /** Writes requests for these paths (or whole request texts), all at once. */
  send(...requests: readonly string[]): void;
  /** Everything received, once it fits. */
  received(fits: (text: string) => boolean): Promise<string>;
  /** Resolves when the server has closed it; gives everything received. */
  closed(): Promise<string>;
}

/** The port a served project listens on, from now on. */
export async function listenOn({ runtime }: Served): Promise<number> {
  const { port } = await runtime.listen({ kind: "tcp", host: "127.0.0.1", port: 0 });
  return port ?? 0;
}

export async function openConnection(port: number): Promise<Connection> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  let text = "";
  socket.setEncoding("utf8").on("data", (part) => (text += String(part)));
  return {
    socket,
    send: (...requests) => {
      const texts = requests.map((one) =>
        one.startsWith("/") ? `GET ${one} HTTP/1.1\r\nhost: localhost\r\n\r\n` : one,
      );
      socket.write(texts.join(""));
    },
    received: async (fits) => {
      while (!fits(text)) await once(socket, "data");
      return text;
    },
    closed: async () => {
      if (!socket.closed) await once(socket, "close");
      return text;
    },
  };
}

/** A promise that a test settles itself. */
export function gate<T = void>(): { readonly passed: Promise<T>; readonly open: (value: T) => void } {
  let open: (value: T) => void = () => {};
  const passed = new Promise<T>((resolve) => (open = resolve));
  return { passed, open };
}
