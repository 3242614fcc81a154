import { EventEmitter, once } from "node:events";
import { Writable } from "node:stream";

export type LogLine = Readonly<Record<string, unknown>>;

/** A stream for `logStream`, and what was logged to it. */
export interface LogLines {
  readonly logStream: Writable;
  readonly all: readonly LogLine[];
  /** The first line that fits, as soon as it is there. */
  line(fits: (line: LogLine) => boolean): Promise<LogLine>;
}

export function logLines(): LogLines {
  const all: LogLine[] = [];
  const news = new EventEmitter();
  const logStream = new Writable({
    write: (chunk, _encoding, done) => {
      all.push(JSON.parse(String(chunk)) as LogLine);
      news.emit("line");
      done();
    },
  });
  return {
    logStream,
    all,
    line: async (fits) => {
      for (;;) {
        const found = all.find(fits);
        if (found !== undefined) return found;
        await once(news, "line");
      }
    },
  };
}
