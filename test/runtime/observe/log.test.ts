import { once } from "node:events";
import { PassThrough } from "node:stream";

import { expect, test } from "vitest";

import { makeLog } from "../../../runtime/observe/log.ts";

test("a stream that outlives many pretty logs gets no listeners of theirs", async () => {
  const destination = new PassThrough();
  const before = destination.eventNames();
  for (const name of ["first", "second"]) {
    const log = await makeLog({ level: "info", isPretty: true, root: "/", destination });
    log.info(name);
    const [line] = (await once(destination, "data")) as [Buffer];
    expect(String(line)).toContain(name);
  }
  expect(destination.eventNames()).toEqual(before);
});
