import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { get, type IncomingMessage, request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { Observed, ObservedRequest, Subject } from "../../../../runtime/dev/messages.ts";
import { Front, type Gate } from "../../../../src/dev/front.ts";
import { Inspector } from "../../../../src/dev/inspector/inspector.ts";

let root: string;
let inspector: Inspector;
let front: Front;
let port: number;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "mega-inspector-"));
  inspector = new Inspector({ name: "blog", root, now: () => new Date(5_000) });
  front = new Front((request, response) => inspector.answer(request, response));
  port = (await front.listen({ host: "127.0.0.1", port: 0 })).port ?? 0;
});

afterEach(async () => {
  front.close();
  front.end();
  await rm(root, { recursive: true });
});

/** No app runs: a request that goes to it gets what the front says of that. */
const NO_APP: Gate = {
  kind: "failing",
  code: "dev_build_failed",
  report: {
    code: "build_failed",
    problems: [{ message: "no app", place: null, frame: null }],
    hint: null,
    stack: null,
  },
};

type Headers = Readonly<Record<string, string>>;

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

async function ask(path: string, headers: Headers = {}, sent?: { method: string; body?: string }): Promise<Answer> {
  const asking = httpRequest({
    port,
    host: "127.0.0.1",
    path,
    method: sent?.method ?? "GET",
    headers: { host: `localhost:${port}`, ...headers },
  });
  asking.end(sent?.body);
  const [answer] = (await once(asking, "response")) as [IncomingMessage];
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
}

const post = (
  path: string,
  message: unknown,
  headers: Headers = { "sec-fetch-site": "same-origin" },
): Promise<Answer> =>
  ask(path, { "content-type": "application/json", ...headers }, { method: "POST", body: JSON.stringify(message) });

/** What a page that connects is told until `end` comes. */
async function events(
  end: string,
  headers: Headers = {},
): Promise<{ name: string; id: string | undefined; data: Record<string, unknown> }[]> {
  const asking = get({ port, host: "127.0.0.1", path: "/_mega/events", headers: { host: "localhost", ...headers } });
  const [answer] = (await once(asking, "response")) as [IncomingMessage];
  let read = "";
  for await (const chunk of answer) {
    read += String(chunk);
    if (read.includes(end) && read.endsWith("\n\n")) break;
  }
  return read.split("\n\n").flatMap((event) => {
    const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, "m").exec(event)?.[1];
    const data = field("data");
    if (data === undefined) return [];
    return [{ name: field("event") ?? "message", id: field("id"), data: JSON.parse(data) as Record<string, unknown> }];
  });
}

const log = (message: string): Observed => ({ kind: "log", at: 1, request: "r-1", level: "info", message, fields: "" });

const request = (parts: Partial<ObservedRequest> = {}): ObservedRequest => ({
  kind: "request",
  at: 1,
  id: "r-1",
  app: "main",
  method: "GET",
  url: "/posts",
  route: "/posts",
  status: 200,
  ms: 1,
  stages: [],
  fields: ["db"],
  headers: [],
  body: null,
  replay: {
    url: "/posts",
    headers: [
      ["Host", "localhost"],
      ["Cookie", "session=secret"],
    ],
    body: null,
  },
  ...parts,
});

const tell = (...observed: Observed[]): Promise<void> => inspector.take({ kind: "observed", observed, dropped: 0 }, 1);

describe("the page", () => {
  test("is served before there is an app, with a policy that lets in nothing but its own files", async () => {
    const page = await ask("/_mega");
    expect([page.status, page.headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
    const policy = String(page.headers["content-security-policy"]);
    const [, nonce = ""] = /script-src 'nonce-([^']+)'/.exec(policy) ?? [];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(page.body).toContain(`src="/_mega/main.js" nonce="${nonce}"`);
    expect(page.body).not.toContain("{{");
    expect((await ask("/_mega")).headers["content-security-policy"]).not.toBe(policy);
  });

  test.each([
    ["main.js", "text/javascript; charset=utf-8"],
    ["style.css", "text/css; charset=utf-8"],
  ])("has %s", async (file, type) => {
    const { status, headers } = await ask(`/_mega/${file}`);
    expect([status, headers["content-type"], headers["x-content-type-options"]]).toEqual([200, type, "nosniff"]);
  });

  test.each(["/_mega/nothing.js", "/_mega/../package.json", "/_mega/tsconfig.json", "/_mega/%2e%2e/main.ts"])(
    "has no %s",
    async (path) => {
      expect((await ask(path)).status).toBe(404);
    },
  );

  test("other methods are refused", async () => {
    expect((await ask("/_mega", {}, { method: "DELETE" })).status).toBe(405);
  });
});

describe("as if there was none", () => {
  beforeEach(() => front.setGate(NO_APP));

  test.each([
    ["under a foreign name", "/_mega", { host: "evil.example" }],
    ["through a proxy", "/_mega/events", { "x-forwarded-for": "203.0.113.9" }],
    ["at another address", "/_megaphone", {}],
  ])("%s the app is asked", async (_how, path, headers) => {
    expect(await ask(path, headers as Headers)).toMatchObject({ status: 503, body: expect.stringContaining("no app") });
  });
});

describe("another site", () => {
  test.each(["events", "main.js"])("reads no %s", async (what) => {
    expect((await ask(`/_mega/${what}`, { "sec-fetch-site": "cross-site" })).status).toBe(403);
  });

  test("may link to the page", async () => {
    expect((await ask("/_mega", { "sec-fetch-site": "cross-site" })).status).toBe(200);
  });

  test.each([{}, { origin: "http://evil.example" }, { origin: "http://localhost:1" }])(
    "sends nothing: %j",
    async (headers) => {
      await tell(request());
      expect((await post("/_mega/replay", { number: 1 }, headers as Headers)).status).toBe(403);
    },
  );
});

describe("what happens", () => {
  test("is kept over versions, and told to who comes later", async () => {
    await tell(log("first"), request());
    inspector.follow({ number: 2, inspect: () => {} }, { files: ["a.ts"], ms: 30 });
    await inspector.take({ kind: "observed", observed: [log("second")], dropped: 3 }, 2);
    const seen = await events("second");
    expect(seen[0]).toMatchObject({
      name: "state",
      data: { name: "blog", generation: 2, files: ["a.ts"], ms: 30, failing: null, dropped: 3, gone: 0 },
    });
    expect(seen.slice(1).map(({ data }) => [data["number"], data["generation"], data["kind"]])).toEqual([
      [1, 1, "log"],
      [2, 1, "request"],
      [3, 2, "log"],
    ]);
    expect(JSON.stringify(seen)).not.toContain("secret");
  });

  test("is told at once to who looks", async () => {
    await tell(log("before"));
    const asking = get({ port, host: "127.0.0.1", path: "/_mega/events", headers: { host: "localhost" } });
    const [answer] = (await once(asking, "response")) as [IncomingMessage];
    let read = "";
    answer.on("data", (chunk) => (read += String(chunk)));
    await expect.poll(() => read).toContain("before");
    await tell(log("later"));
    await expect.poll(() => read).toContain("later");
    asking.destroy();
  });

  test("is told once to a page that connects again, and whole after a restart of the command", async () => {
    await tell(log("first"), log("second"));
    const id = (await events("second")).find(({ data }) => data["message"] === "first")?.id ?? "";
    const again = await events("second", { "last-event-id": id });
    expect(again.map(({ data }) => data["message"])).toEqual([undefined, "second"]);
    const other = await events("second", { "last-event-id": "otherrun-2" });
    expect(other.map(({ data }) => data["message"])).toEqual([undefined, "first", "second"]);
  });

  test("an error of a request has the lines of the project around it", async () => {
    await mkdir(join(root, "apps"));
    await writeFile(join(root, "apps/a.ts"), "one\ntwo\nthree\n");
    const failure = { code: "app_threw", message: "Error: no", at: { file: "apps/a.ts", line: 2, column: 1 } };
    await tell({ kind: "error", at: 1, request: "r-1", failure });
    expect((await events("app_threw")).at(-1)?.data).toMatchObject({
      kind: "error",
      request: "r-1",
      report: { problems: [{ place: "apps/a.ts:2:1", frame: expect.stringContaining("> 2 │ two") }] },
    });
  });

  test("a build that fails is an error too, until the next version runs", async () => {
    inspector.failed({
      code: "build_failed",
      problems: [{ message: "Unexpected", place: "a.ts:1:1", frame: null }],
      hint: null,
      stack: null,
    });
    const [state, error] = await events("Unexpected");
    expect(state?.data).toMatchObject({ failing: "build_failed" });
    expect(error?.data).toMatchObject({ kind: "error", request: null, at: 5_000, generation: 1 });
    inspector.follow({ number: 2, inspect: () => {} }, { files: [], ms: 1 });
    expect((await events("Unexpected"))[0]?.data).toMatchObject({ failing: null, generation: 2 });
  });
});

describe("the app that serves is asked about itself", () => {
  const asked: Subject[] = [];
  beforeEach(() => {
    asked.length = 0;
    inspector.follow({ number: 1, inspect: (subject) => asked.push(subject) }, { files: [], ms: 1 });
  });

  test("and its answer is told to every page, also to who comes later", async () => {
    expect((await post("/_mega/ask", { subject: "config" })).status).toBe(202);
    expect(asked).toEqual(["config"]);
    await inspector.take({ kind: "inspected", subject: "config", data: [] }, 1);
    expect((await events("config"))[1]).toMatchObject({
      name: "config",
      data: { generation: 1, data: [], problem: null },
    });
  });

  test("an answer that is too large is not kept", async () => {
    const data = [
      {
        key: "a",
        app: null,
        value: "x".repeat(3 * 1024 * 1024),
        layer: "default",
        file: null,
        line: null,
        variable: null,
      },
    ] as never;
    await inspector.take({ kind: "inspected", subject: "config", data }, 1);
    expect((await events("config"))[1]?.data).toMatchObject({
      data: null,
      problem: expect.stringContaining("larger than"),
    });
  });

  test.each([{ subject: "secrets" }, {}, null, "x".repeat(2_000)])("about nothing else: %.30j", async (message) => {
    expect((await post("/_mega/ask", message)).status).toBeGreaterThanOrEqual(400);
    expect(asked).toEqual([]);
  });
});

describe("a request is sent again", () => {
  test("through the front, and its answer comes back", async () => {
    await tell(request());
    front.setGate(NO_APP);
    const { status, body } = await post("/_mega/replay", { number: 1 });
    expect([status, JSON.parse(body)]).toMatchObject([200, { status: 503, body: expect.stringContaining("no app") }]);
  });

  test.each([
    ["that is not kept", 7, 404],
    ["that asks the inspector", 1, 403],
    ["that cannot be sent", 2, 404],
    ["that gets no answer", 3, 502],
  ])("not one %s", async (_which, number, status) => {
    const to = (url: string): ObservedRequest => request({ replay: { url, headers: [], body: null } });
    await tell(to("/_mega/replay"), request({ replay: { impossible: "its body was not kept" } }), to("/a b"));
    expect((await post("/_mega/replay", { number })).status).toBe(status);
  });
});
