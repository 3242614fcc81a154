import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Observed } from "../../../../runtime/dev/inspect/observed.ts";
import { Outbox, type Batch } from "../../../../runtime/dev/inspect/outbox.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const log = (message: string): Observed => ({ kind: "log", at: 1, request: null, level: "info", message, fields: "" });
const messages = ({ observed }: Batch): unknown[] => observed.map((one) => (one as { message: string }).message);

test("what comes within 50 ms goes out in one message", async () => {
  const sent: Batch[] = [];
  const outbox = new Outbox(async (batch) => void sent.push(batch));
  outbox.add(() => log("a"));
  await vi.advanceTimersByTimeAsync(30);
  outbox.add(() => log("b"));
  expect(sent).toEqual([]);
  await vi.advanceTimersByTimeAsync(20);
  expect(sent.map(messages)).toEqual([["a", "b"]]);
  outbox.add(() => log("c"));
  await vi.advanceTimersByTimeAsync(50);
  expect(sent.map(messages)).toEqual([["a", "b"], ["c"]]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sent).toHaveLength(2);
});

test("while a message is on its way no other is sent; more than 512 entries are lost and counted", async () => {
  const sent: Batch[] = [];
  let arrive = (): void => {};
  const outbox = new Outbox((batch) => {
    sent.push(batch);
    return new Promise((resolve) => (arrive = resolve));
  });
  outbox.add(() => log("first"));
  await vi.advanceTimersByTimeAsync(50);
  for (let count = 0; count < 600; count++) outbox.add(() => log(`${count}`));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sent).toHaveLength(1);
  arrive();
  await vi.advanceTimersByTimeAsync(50);
  expect(sent.map(({ observed, dropped }) => [observed.length, dropped])).toEqual([
    [1, 0],
    [512, 88],
  ]);
});

test("an entry waits until it is complete, and one that cannot be told is lost", async () => {
  const sent: Batch[] = [];
  const outbox = new Outbox(async (batch) => void sent.push(batch));
  let complete: Observed | null = null;
  outbox.add(() => complete);
  outbox.add(() => {
    throw new Error("no");
  });
  await vi.advanceTimersByTimeAsync(50);
  expect(sent).toEqual([{ observed: [], dropped: 1 }]);
  complete = log("late");
  await vi.advanceTimersByTimeAsync(50);
  expect(sent.slice(1)).toEqual([{ observed: [log("late")], dropped: 0 }]);
});

test("flush sends at once", async () => {
  const sent: Batch[] = [];
  const outbox = new Outbox(async (batch) => void sent.push(batch));
  outbox.add(() => log("a"));
  await outbox.flush();
  expect(sent.map(messages)).toEqual([["a"]]);
});
