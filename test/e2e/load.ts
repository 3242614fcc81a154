import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";

/** One request and what became of it. */
export interface Asked {
  /** What `mark` was when it was sent. */
  readonly mark: number;
  /** 0: there was no answer. */
  readonly status: number;
  /** The body, or what went wrong with the connection. */
  readonly text: string;
}

export interface Load {
  /** Stops asking; resolves with every request when the last is answered. */
  stop(): Promise<readonly Asked[]>;
}

export interface LoadOptions {
  readonly perSecond: number;
  /** Read when a request is sent. */
  readonly mark: () => number;
  readonly onAnswer: (asked: Asked) => void;
}

/**
 * Asks an address steadily, however long its answers take: every second request on connections that are kept open, the
 * others each on one of its own.
 */
export function startLoad(url: string, { perSecond, mark, onAnswer }: LoadOptions): Load {
  const kept = new Agent({ keepAlive: true });
  const asked: Promise<Asked>[] = [];
  const ask = async (): Promise<Asked> => {
    const agent = asked.length % 2 === 0 ? kept : false;
    const before = mark();
    const answer = await send(url, agent).catch((error: unknown) => ({ status: 0, text: String(error) }));
    onAnswer({ mark: before, ...answer });
    return { mark: before, ...answer };
  };
  const timer = setInterval(() => asked.push(ask()), 1000 / perSecond);
  return {
    async stop() {
      clearInterval(timer);
      const all = await Promise.all(asked);
      kept.destroy();
      return all;
    },
  };
}

function send(url: string, agent: Agent | false): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, headers: { accept: "application/json" } }, (answer) => {
      text(answer).then((body) => resolve({ status: answer.statusCode ?? 0, text: body }), reject);
    });
    sent.on("error", reject).end();
  });
}
