// A process that writes sessions until it is killed or has done `times` of it; each line says what was saved.
import { createHash } from "node:crypto";

import { createSessionStore } from "../../../../dist/runtime/index.js";

const { config, times = Infinity, id, ttlMs } = JSON.parse(process.argv[2]);
const store = createSessionStore(config, {
  ttlMs,
  root: config.root,
  report: (error) => console.log(`broken ${error}`),
});
await store.connect();
console.log("ready");

const key = (name) => createHash("sha256").update(name).digest("hex");
const padding = "x".repeat(10_000);

function life(values) {
  const now = Date.now();
  return { userId: id, values: new Map(values), createdAt: now, lastSeenAt: now, expiresAt: now + ttlMs };
}

function count(current) {
  const n = JSON.stringify(Number(current.values.get("n") ?? 0) + 1);
  // Both say the same, or the session was torn.
  return {
    ...current,
    values: new Map([
      ["n", n],
      ["padding", JSON.stringify(padding)],
      ["again", n],
    ]),
  };
}

for (let round = 1; round <= times; round += 1) {
  const saved = await store.update(key("shared"), count);
  if (saved !== null) console.log(`saved ${saved.values.get("n")}`);
  if (Number.isFinite(times)) continue;
  await store.create(
    key(`mine ${round % 10}`),
    life([
      ["n", "0"],
      ["again", "0"],
    ]),
  );
  await store.update(key(`mine ${round % 10}`), count, key(`moved ${round % 10}`));
  if (round % 3 === 0) await store.destroy(key(`moved ${round % 10}`));
}
await store.close();
