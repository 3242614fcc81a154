import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { afterEach, expect, test } from "vitest";

import { replayRequest, type ReplayPlace } from "../../../../src/dev/inspector/replay.ts";

let server: Server;

afterEach(() => server.close());

async function listen(listener: RequestListener): Promise<ReplayPlace> {
  server = createServer(listener);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
}

test("method, path, host, headers and body go out as they came in", async () => {
  let got: IncomingMessage | undefined;
  let body = "";
  const place = await listen((request, response) => {
    got = request;
    request.on("data", (chunk) => (body += String(chunk)));
    request.on("end", () => {
      response.setHeader("set-cookie", "session=new");
      response.writeHead(201, { "content-type": "application/json; charset=utf-8" }).end('{"ok":true}');
    });
  });
  const answer = await replayRequest(
    {
      method: "PUT",
      url: "/posts/1?draft=%3Cb%3E",
      headers: [
        ["Host", "admin.localhost:3000"],
        ["Cookie", "session=old"],
        ["Content-Type", "application/json"],
        ["Content-Length", "999"],
        ["Accept-Encoding", "gzip"],
        ["Connection", "keep-alive, x-mine"],
        ["X-Mine", "1"],
        ["X-Mine", "2"],
      ],
      body: '{"title":"é"}',
    },
    place,
  );
  expect([got?.method, got?.url, body]).toEqual(["PUT", "/posts/1?draft=%3Cb%3E", '{"title":"é"}']);
  expect(got?.headers).toEqual({
    host: "admin.localhost:3000",
    cookie: "session=old",
    "content-type": "application/json",
    "content-length": "14",
    "x-mine": "1, 2",
    connection: "close",
  });
  expect(answer).toMatchObject({ status: 201, body: '{"ok":true}', bytes: 11, isCut: false, ms: expect.any(Number) });
  expect(answer.headers).toContainEqual(["set-cookie", "[redacted]"]);
  expect(answer.headers).toContainEqual(["content-type", "application/json; charset=utf-8"]);
});

const bare = { method: "GET", url: "/", headers: [["Host", "localhost"]] as const, body: null };

test("a long answer is cut, and what is no text is only counted", async () => {
  const place = await listen((request, response) => {
    response.setHeader("content-type", request.url === "/" ? "text/plain" : "image/png");
    response.end("x".repeat(200_000));
  });
  const long = await replayRequest(bare, place);
  expect([long.body?.length, long.bytes, long.isCut]).toEqual([64 * 1024, 200_000, true]);
  const image = await replayRequest({ ...bare, url: "/image" }, place);
  expect([image.body, image.bytes]).toEqual([null, 200_000]);
});

test("no answer is an error", async () => {
  const place = await listen((request) => request.socket.destroy());
  await expect(replayRequest(bare, place)).rejects.toThrow("socket hang up");
});
