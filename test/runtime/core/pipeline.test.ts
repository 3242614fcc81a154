import { describe, expect, test, vi } from "vitest";

import { getLazyHttpCtx } from "../../../runtime/core/ctx/ctx.ts";
import {
  buildHttpPipeline,
  composeAfter,
  wrapPreHandler,
  type PipelineParts,
  type StageObserver,
} from "../../../runtime/core/pipeline.ts";

interface FakeReply {
  sent: boolean;
  statusCode: number;
  payloads: unknown[];
  code(status: number): FakeReply;
  send(payload?: unknown): FakeReply;
  then?: unknown;
}

function exchange(): { req: never; reply: FakeReply; errors: unknown[][] } {
  const errors: unknown[][] = [];
  const req = { id: "r1", log: { error: (...args: unknown[]) => errors.push(args) } } as never;
  const reply: FakeReply = {
    sent: false,
    statusCode: 200,
    payloads: [],
    code(status) {
      this.statusCode = status;
      return this;
    },
    send(payload) {
      this.sent = true;
      this.payloads.push(payload);
      return this;
    },
    // Fastify's reply is a thenable: returning it must not be taken for a promise.
    // oxlint-disable-next-line unicorn/no-thenable
    then: () => {
      throw new Error("the reply was awaited");
    },
  };
  return { req, reply, errors };
}

type Stages = Omit<PipelineParts, "method" | "path">;

function run(parts: Stages, given = exchange()): unknown {
  return buildHttpPipeline({ method: "GET", path: "/", ...parts }).handler(given.req, given.reply);
}

test("stages run in order with the same ctx, and sync stages give a sync answer", () => {
  const seen: string[] = [];
  const ctxs = new Set<unknown>();
  const note = (name: string) => (_req: never, _reply: never, ctx: never) => {
    ctxs.add(ctx);
    seen.push(name);
  };
  const given = exchange();
  const answer = run(
    {
      before: [note("first"), note("second")],
      handler: (_req: never, _reply: never, ctx: never) => (ctxs.add(ctx), seen.push("handler"), { n: 1 }),
      transform: [
        (value: { n: number }, ctx: never) => (ctxs.add(ctx), seen.push("double"), { n: value.n * 2 }),
        (value: { n: number }) => (seen.push("add"), { n: value.n + 1 }),
      ] as never[],
    },
    given,
  );
  expect(answer).toMatchObject({ ok: true, data: { n: 3 } });
  expect(seen).toEqual(["first", "second", "handler", "double", "add"]);
  expect([...ctxs]).toEqual([getLazyHttpCtx({ app: null, req: given.req, reply: given.reply } as never)]);
});

test("async stages are awaited in order", async () => {
  const seen: string[] = [];
  const later = (name: string) => async () => {
    await Promise.resolve();
    seen.push(name);
  };
  const answer = run({
    before: [later("first"), () => void seen.push("second"), later("third")],
    handler: async () => (seen.push("handler"), 1),
    transform: [async (value: number) => value + 1, (value: number) => value * 10] as never[],
  });
  expect(answer).toBeInstanceOf(Promise);
  expect(await answer).toMatchObject({ ok: true, data: 20 });
  expect(seen).toEqual(["first", "second", "third", "handler"]);
});

test.each([
  ["sends", (_req: never, reply: FakeReply) => void reply.code(401).send("no")],
  ["returns the reply", (_req: never, reply: FakeReply) => reply.code(401).send("no")],
])("a before that %s ends the request", (_how, before) => {
  const handler = vi.fn();
  expect(run({ before: [before as never], handler })).toBeUndefined();
  expect(handler).not.toHaveBeenCalled();
});

test("an async before that sends ends the request", async () => {
  const handler = vi.fn();
  const before = async (_req: never, reply: FakeReply): Promise<void> => void reply.send("no");
  expect(await run({ before: [before as never], handler })).toBeUndefined();
  expect(handler).not.toHaveBeenCalled();
});

test.each<[string, Stages]>([
  ["before", { before: [(): never => stageFails()], handler: () => 1 }],
  ["handler", { handler: (): never => stageFails() }],
  ["transform", { handler: () => 1, transform: [(): never => stageFails()] }],
])("what a sync %s throws is thrown", (_stage, parts) => {
  expect(() => run(parts)).toThrowError("stage failed");
});

test.each<[string, Stages]>([
  ["before", { before: [async (): Promise<never> => stageFails()], handler: () => 1 }],
  ["handler", { handler: async (): Promise<never> => stageFails() }],
  ["transform", { handler: async () => 1, transform: [async (): Promise<never> => stageFails()] }],
])("what an async %s throws is a rejection", async (_stage, parts) => {
  await expect(run(parts)).rejects.toThrowError("stage failed");
});

function stageFails(): never {
  throw new Error("stage failed");
}

test("an async handler without a value answers null, one with 204 answers nothing", async () => {
  expect(await run({ handler: async () => {} })).toMatchObject({ ok: true, data: null });
  const given = exchange();
  expect(await run({ handler: async (_req: never, reply: FakeReply) => void reply.code(204) }, given)).toBeUndefined();
  expect(given.reply.sent).toBe(false);
});

test("a sync handler without a value answers by itself, except for 204", () => {
  const open = exchange();
  expect(run({ handler: () => {} }, open)).toBeUndefined();
  expect(open.reply.sent).toBe(false);
  const empty = exchange();
  run({ handler: (_req: never, reply: FakeReply) => void reply.code(204) }, empty);
  expect(empty.reply.payloads).toEqual([undefined]);
});

test.each([{ transform: [] }, { transform: [(value: unknown) => value] }])(
  "204 has no body whatever is returned",
  (parts) => {
    const given = exchange();
    given.reply.statusCode = 204;
    expect(run({ handler: () => ({ n: 1 }), ...parts }, given)).toBeUndefined();
    expect(given.reply.payloads).toEqual([undefined]);
  },
);

test("envelope: false hands the value on as it is", () => {
  const value = { n: 1 };
  expect(run({ handler: () => value, envelope: false })).toBe(value);
});

test("a handler that returns the reply has answered", () => {
  expect(run({ handler: (_req: never, reply: FakeReply) => reply.send("x") })).toBeUndefined();
});

test("after runs every stage and logs the errors of each", async () => {
  const { req, reply, errors } = exchange();
  const seen: string[] = [];
  const after = composeAfter(
    [
      function audit() {
        throw new Error("audit down");
      },
      async () => void seen.push("second"),
    ],
    { method: "GET", path: "/posts" },
  );
  await after(req, reply);
  expect(seen).toEqual(["second"]);
  expect(errors).toEqual([[{ err: new Error("audit down") }, "GET /posts: after audit failed"]]);
});

test("there is no after hook when there is nothing to run", () => {
  expect(buildHttpPipeline({ method: "GET", path: "/", handler: () => 1 }).after).toBeNull();
});

test("wrapPreHandler is an async hook of two arguments with the request's ctx", async () => {
  const { req, reply } = exchange();
  const middleware = vi.fn();
  const hook = wrapPreHandler(middleware);
  expect(hook).toHaveLength(2);
  delete reply.then;
  expect(await hook(req, reply as never)).toBeUndefined();
  expect(middleware.mock.calls[0]?.[2]).toBe(getLazyHttpCtx({ app: null, req, reply }));
});

test("a hook of wrapPreHandler that has answered says so to Fastify", async () => {
  const { req, reply } = exchange();
  delete reply.then;
  const answers = wrapPreHandler((_req: never, given: FakeReply) => void given.send("no"));
  expect(await answers(req, reply as never)).toBe(reply);
});

test("describe names every stage", () => {
  const pipeline = buildHttpPipeline({
    method: "POST",
    path: "/posts",
    before: [function requireUser() {}],
    handler: () => 1,
    transform: [
      function hideEmail(value: never) {
        return value;
      },
    ],
    after: [function audit() {}],
  });
  expect(pipeline.describe()).toEqual({
    method: "POST",
    path: "/posts",
    stages: [
      { stage: "before", name: "requireUser" },
      { stage: "handler", name: "handler" },
      { stage: "transform", name: "hideEmail" },
      { stage: "envelope", name: "envelope" },
      { stage: "after", name: "audit" },
    ],
  });
});

describe("work that ctx.signal told to stop", () => {
  const reason = new Error("the route took too long");
  const stop = (given: ReturnType<typeof exchange>): AbortController => {
    const controller = new AbortController();
    const ctx = getLazyHttpCtx({ app: null, req: given.req, reply: given.reply });
    Object.assign(ctx, { signal: controller.signal });
    return controller;
  };
  const failsWith = (thing: unknown) => async (): Promise<never> => Promise.reject(thing);
  const places = (failing: () => Promise<never>): readonly Stages[] => [
    { handler: failing },
    { before: [failing], handler: () => 1 },
    { before: [() => {}], handler: failing },
    { handler: async () => 1, transform: [failing] },
  ];
  const thrown = [
    reason,
    new DOMException("aborted", "AbortError"),
    new Error("the driver gave up", { cause: reason }),
  ];

  test.each(thrown)("fails with the reason of the stop, not with %s", async (error) => {
    for (const parts of places(failsWith(error))) {
      const given = exchange();
      stop(given).abort(reason);
      await expect(run(parts, given)).rejects.toBe(reason);
    }
  });

  test.each(thrown)("says no more when it is answered already: %s", async (error) => {
    for (const parts of places(failsWith(error))) {
      const given = exchange();
      stop(given).abort(reason);
      const running = run(parts, given);
      given.reply.send("503");
      expect(await running).toBeUndefined();
    }
  });

  test.each([new Error("another"), undefined, null, "text"])(
    "any other failure stays what it is: %s",
    async (error) => {
      const given = exchange();
      stop(given).abort(reason);
      await expect(run({ handler: failsWith(error) }, given)).rejects.toBe(error);
    },
  );

  test("before the stop, an AbortError is a failure like any other", async () => {
    const given = exchange();
    stop(given);
    const error = new DOMException("aborted", "AbortError");
    await expect(run({ handler: failsWith(error) }, given)).rejects.toBe(error);
  });
});

test("transforms stop where an async one has sent the answer", async () => {
  const given = exchange();
  const later = vi.fn();
  const sends = async (value: unknown): Promise<unknown> => (given.reply.send("done"), value);
  expect(await run({ handler: () => 1, transform: [sends, later] as never[] }, given)).toBeUndefined();
  expect(later).not.toHaveBeenCalled();
});

test("a handler that says nothing and will answer later by itself is left alone, and not transformed", () => {
  const given = exchange();
  const transform = vi.fn();
  expect(run({ handler: () => undefined, transform: [transform] as never[] }, given)).toBeUndefined();
  expect([given.reply.sent, transform.mock.calls]).toEqual([false, []]);
});

test("describe tells the envelope where there is one", () => {
  const stages = (envelope: boolean): readonly string[] =>
    buildHttpPipeline({ method: "GET", path: "/", handler: () => 1, envelope })
      .describe()
      .stages.map(({ stage }) => stage);
  expect([stages(true), stages(false)]).toEqual([["handler", "envelope"], ["handler"]]);
});

test("describe asks for the place of every function of the project, and of none else", () => {
  const pipeline = buildHttpPipeline({
    method: "GET",
    path: "/",
    before: [vi.fn()],
    handler: () => 1,
    after: [vi.fn()],
  });
  const asked: string[] = [];
  const at = { file: "a.ts", line: 1, column: 1 };
  const { stages } = pipeline.describe((fn) => (asked.push(fn.name), fn.name === "handler" ? at : undefined));
  expect(asked).toHaveLength(3);
  expect(stages.filter((stage) => stage.at !== undefined)).toEqual([{ stage: "handler", name: "handler", at }]);
});

describe("with an observer", () => {
  const seen: string[] = [];
  const observer: StageObserver = {
    observe: (stage, fn) => {
      const watched = (...args: never[]): unknown => {
        seen.push(`${stage} ${fn.name}`);
        return fn(...args);
      };
      return watched as typeof fn;
    },
  };

  test("each stage is seen when it is called, and described as it was written", async () => {
    function before(): void {}
    function handler(): { n: number } {
      return { n: 1 };
    }
    function transform(value: { n: number }): { n: number } {
      return { n: value.n + 1 };
    }
    function after(): void {}
    const parts = { before: [before], handler, transform: [transform], after: [after], observer };
    const pipeline = buildHttpPipeline({ method: "GET", path: "/", ...parts });
    const given = exchange();
    expect(pipeline.handler(given.req, given.reply)).toMatchObject({ ok: true, data: { n: 2 } });
    await pipeline.after?.(given.req, given.reply);
    expect(seen.splice(0)).toEqual(["before before", "handler handler", "transform transform", "after after"]);
    const asked: unknown[] = [];
    pipeline.describe((fn) => void asked.push(fn));
    expect(asked).toEqual([before, handler, transform, after]);
  });

  test("a handler alone stays alone", () => {
    expect(
      run({
        handler: function only() {
          return 1;
        },
        observer,
      }),
    ).toMatchObject({ ok: true, data: 1 });
    expect(seen.splice(0)).toEqual(["handler only"]);
    expect(buildHttpPipeline({ method: "GET", path: "/", handler: () => 1, observer }).after).toBeNull();
  });
});
