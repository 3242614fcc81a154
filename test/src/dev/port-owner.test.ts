import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { describe, expect, test } from "vitest";

import { findPortOwner } from "../../../src/dev/port-owner.ts";

describe.runIf(process.platform === "linux")("findPortOwner", () => {
  test.each(["127.0.0.1", "::"])("names the process that listens on %s, and nobody once it is closed", async (host) => {
    const server = createServer().listen(0, host);
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    expect(await findPortOwner(port)).toEqual({
      pid: process.pid,
      name: expect.stringMatching(/\S/),
      folder: process.cwd(),
    });
    server.close();
    await once(server, "close");
    expect(await findPortOwner(port)).toBeNull();
  });
});
