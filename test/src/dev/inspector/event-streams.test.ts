import { once } from "node:events";
import { createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { afterEach, beforeEach, expect, test } from "vitest";

import { eventText, EventStreams } from "../../../../src/dev/inspector/event-streams.ts";

const streams = new EventStreams();
const opened: ServerResponse[] = [];
const server = createServer((_request, response) => {
  opened.push(response);
  streams.open(response, "data: first\n\n");
});

beforeEach(async () => {
  opened.length = 0;
  await once(server.listen(0, "127.0.0.1"), "listening");
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function look(): Promise<IncomingMessage> {
  const { port } = server.address() as AddressInfo;
  const [answer] = (await once(get({ port, host: "127.0.0.1" }), "response")) as [IncomingMessage];
  return answer;
}

async function readUntil(answer: IncomingMessage, end: string): Promise<string> {
  let text = "";
  for await (const chunk of answer.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    if (text.includes(end)) break;
  }
  return text;
}

test("a page gets what there is, then what comes", async () => {
  const page = await look();
  expect(page.headers["content-type"]).toBe("text/event-stream");
  expect(await readUntil(page, "first")).toBe("retry: 1000\n\ndata: first\n\n");
  streams.send(eventText("{}", { id: "run-1" }));
  expect(await readUntil(page, "{}")).toBe("id: run-1\ndata: {}\n\n");
  page.destroy();
});

test("a page that reads too slowly is let go, others are not", async () => {
  const [slow, quick] = [await look(), await look()];
  quick.resume();
  const [toSlow, toQuick] = opened.splice(0);
  const much = eventText(JSON.stringify("x".repeat(4 * 1024 * 1024)), {});
  await expect
    .poll(() => {
      streams.send(much);
      return toSlow?.destroyed;
    })
    .toBe(true);
  expect(toQuick?.destroyed).toBe(false);
  slow.destroy();
  quick.destroy();
});

test("an event has a name and an id when it is given them", () => {
  expect(eventText("1", { name: "state" })).toBe("event: state\ndata: 1\n\n");
  expect(eventText("1", {})).toBe("data: 1\n\n");
});
