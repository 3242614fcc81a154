import { expect, test } from "vitest";

import { type Asked, startLoad } from "./load.ts";
import { type LoopEvent, readEvents } from "./loop-events.ts";
import { hello, route, useProject, version } from "./watched-project.ts";

/** `MEGA_TEST_EDITS=50` makes it a longer torture; each edit costs a busy machine a second. */
const EDITS = Number(process.env["MEGA_TEST_EDITS"] ?? 10);
/** Answers of a state that are looked at before the next edit. */
const SEEN = 10;

const project = useProject();

/** What an edit does: broken ones each in another way, with a good one after them. */
const BROKEN: readonly ((text: string) => string)[] = [
  (text) => `${text}\nexport const x = ;`,
  (text) => `${text}\nthrow new Error("at import");`,
  // A second route of that name: the code is right, the boot fails.
  (text) => `${text}\n`.replace(/route\.get\(.*\}\); /, (get) => `${get}${get}`),
];

/** Every third edit is broken. */
function edit(number: number): { readonly text: string; readonly isBroken: boolean } {
  const good = route(`v${number}`);
  const broken = number % 3 === 0 ? BROKEN[(number / 3) % BROKEN.length] : undefined;
  return { text: broken?.(good) ?? good, isBroken: broken !== undefined };
}

test(`200 requests a second through ${EDITS} edits, every third of them broken: none fails, none is stale`, async () => {
  const served = await project.serve("--watch", "--json");
  const events = readEvents(served);
  await events.next("ready");
  let saved = 1;
  let onAnswer: (asked: Asked) => void = () => {};
  const load = startLoad(`${served.url}/hello`, {
    perSecond: 200,
    mark: () => saved,
    onAnswer: (asked) => onAnswer(asked),
  });
  const seen = (mark: number): Promise<void> =>
    new Promise((resolve) => {
      let count = 0;
      onAnswer = (asked) => {
        if (asked.mark === mark && ++count === SEEN) resolve();
      };
    });
  const told: LoopEvent[] = [];
  await seen(1);
  for (let number = 2; number <= EDITS + 1; number++) {
    const { text, isBroken } = edit(number);
    await project.replace(hello, text);
    saved = number;
    const answered = seen(number);
    const event = await events.next("ready", "failed");
    expect(event.type, `edit ${number}: ${JSON.stringify(event)}`).toBe(isBroken ? "failed" : "ready");
    told.push(event);
    await answered;
  }
  const asked = await load.stop();
  expect(asked.map(wrong).filter((reason) => reason !== null)).toEqual([]);
  expect(events.rest()).toEqual([]);
  expect(told).toHaveLength(EDITS);
}, 240_000);

/** What is wrong with an answer to a request that was sent when edit `mark` was saved; null when nothing is. */
function wrong({ mark, status, text }: Asked): string | null {
  const said = `after edit ${mark} the answer was ${status} ${text}`;
  if (status === 200) return Number(version(text).slice(1)) >= mark ? null : said;
  const isBroken = edit(mark).isBroken || edit(mark + 1).isBroken;
  const { error } = status === 503 ? (JSON.parse(text) as { error: { code: string } }) : { error: null };
  return isBroken && error?.code === "dev_build_failed" ? null : said;
}
